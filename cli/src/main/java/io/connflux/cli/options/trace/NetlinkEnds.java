package io.connflux.cli.options.trace;

import io.connflux.model.Protocol;
import io.connflux.observation.ObservationSource;
import io.connflux.stream.netlink.CarriedTraffic;
import io.connflux.stream.netlink.DestroyedSockets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What netlink tells beside a trace.
 *
 * @param traffic whether what each connection carried
 * @param datagrams the protocols of UDP of whose sockets it tells the ends, beside traffic; empty for none
 */
public record NetlinkEnds(boolean traffic, Set<Protocol> datagrams) {

    /** What is told together, and how that is said behind what the trace tells. */
    record Joined(List<ObservationSource> sources, String words) {}

    /** A trace with it; what cannot be had is said. */
    Joined with(ObservationSource trace) {
        List<ObservationSource> sources = new ArrayList<>(List.of(trace));
        List<String> told = new ArrayList<>();
        String untold = "";
        try {
            if (traffic) {
                sources.set(0, OpenedSource.of(CarriedTraffic.with(trace)));
                told.add("what each connection carried");
            }
            if (!datagrams.isEmpty()) {
                sources.add(OpenedSource.of(DestroyedSockets.ofThisHost().only(datagrams)));
                told.add("each end of UDP");
            }
        } catch (IOException | IllegalStateException e) {
            untold = (told.isEmpty() ? ", not what it carried (" : ", no end of UDP (") + e.getMessage() + ")";
        }
        String words = told.isEmpty() ? "" : ", and " + String.join(" and ", told) + ", by netlink";
        return new Joined(sources, words + untold);
    }
}
