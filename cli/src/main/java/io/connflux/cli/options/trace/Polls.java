package io.connflux.cli.options.trace;

import io.connflux.filter.Filter;
import io.connflux.model.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The polls beside which a trace may be read.
 *
 * @param told what can be told at all
 * @param tellTcp whether TCP is among it
 * @param tellUdp whether UDP is among it
 * @param interval between two of them where there is no trace
 * @param unfit why a trace would tell nothing of what they read; empty where it would
 */
public record Polls(Filter told, boolean tellTcp, boolean tellUdp, Duration interval, String unfit) {

    private static final Duration USUAL_RESYNC = Duration.ofSeconds(10);

    /**
     * Those of some files.
     *
     * @param proc where they are
     * @param read which of them
     */
    public static Polls of(Path proc, Set<Protocol> read, Filter told, Duration interval) {
        boolean tcp = read.stream().anyMatch(Protocol::isTcp);
        boolean tellTcp = tcp && !told.meansUdpAlone();
        boolean tellUdp = !read.stream().allMatch(Protocol::isTcp) && !told.meansTcpAlone();
        String leavesOut = tcp ? told.toString() : "--protocol " + labels(read);
        String unfit = "";
        if (!tellTcp) {
            unfit = "the trace tells of TCP alone, and '" + leavesOut + "' leaves TCP out";
        } else if (!isOfThisKernel(proc)) {
            unfit = "the trace tells of the running kernel's sockets, and " + proc + " is no procfs of that";
        }
        return new Polls(told, tellTcp, tellUdp, interval, unfit);
    }

    private static String labels(Set<Protocol> protocols) {
        return protocols.stream().map(Protocol::label).collect(Collectors.joining(","));
    }

    private static boolean isOfThisKernel(Path proc) {
        try {
            return proc.toRealPath().equals(Path.of("/proc"))
                    || Files.getFileStore(proc).type().equals("proc");
        } catch (IOException e) {
            // The polls say what is wrong with it.
            return true;
        }
    }

    /** Between two of them beside a trace where nothing else is said: it tells of no UDP, which must not come later for it. */
    Duration resync() {
        return tellUdp || interval.compareTo(USUAL_RESYNC) > 0 ? interval : USUAL_RESYNC;
    }
}
