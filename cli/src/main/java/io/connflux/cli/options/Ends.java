package io.connflux.cli.options;

import io.connflux.cli.options.trace.Polls;
import io.connflux.cli.options.trace.TraceOptions;
import io.connflux.observation.ObservationSource;
import io.connflux.stream.ConnectionStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * What tells of connections beside the polls: each change by the kernel's trace, else each end by netlink, where the table is read by it.
 *
 * @param trace null for none
 * @param ends null for none; not used beside a trace, which tells them too, with what was carried where that is asked for
 */
public record Ends(
        TraceOptions.@Nullable Trace trace, @Nullable ObservationSource ends) {

    private static final String BY_NETLINK = "each end of a socket as it happens, and what it carried, by netlink";
    private static final String UDP_BY_NETLINK = "each end of a socket as it happens, by netlink";
    private static final String BY_POLLS = "what comes and goes between two polls is not seen";

    /**
     * Looks what there is.
     *
     * @param complete whether whatever can be used is to be
     * @param beside what is polled
     * @param err where it is said what is used, and why no more is
     */
    public static Ends asked(
            TraceOptions trace, SourceOptions source, boolean complete, Polls beside, PrintStream err) {
        TraceOptions.Trace used = trace.asked(
                complete, beside, source.besideTrace(complete, beside), () -> instead(source, complete, beside), err);
        ObservationSource ends = used == null ? source.ends() : null;
        if (ends != null && !trace.isAsked(complete)) {
            err.println("connflux: " + BY_NETLINK + "; all else by polls");
        }
        return new Ends(used, ends);
    }

    private static String instead(SourceOptions source, boolean complete, Polls beside) {
        if (complete) {
            source.preferNetlink();
        }
        if (source.ends() == null) {
            return BY_POLLS;
        }
        return beside.tellTcp() ? BY_NETLINK + ", and no other change of TCP" : UDP_BY_NETLINK;
    }

    /** The stream with it. */
    public ConnectionStream of(ConnectionStream stream) {
        if (trace != null) {
            return trace.of(stream);
        }
        return ends == null ? stream : stream.observing(ends);
    }
}
