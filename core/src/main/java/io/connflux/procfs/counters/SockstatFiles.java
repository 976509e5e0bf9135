package io.connflux.procfs.counters;

import io.connflux.model.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which protocols have no socket in a network namespace, by {@code sockstat} and {@code sockstat6} ({@code sockstat_seq_show} in
 * {@code net/ipv4/proc.c} and {@code net/ipv6/proc.c}).
 *
 * <p>They are cheap, and {@code tcp} and {@code tcp6} are not: the namespaces of a host share one hash table, and reading the
 * rows of one walks through all of it (3 ms for 262,144 buckets), also where there are none.
 */
public final class SockstatFiles {

    private SockstatFiles() {}

    /**
     * The protocols without a socket; none where the files cannot be read. The kernel adds up what each processor has counted
     * while these go on counting, so that a socket which is there all the time may be missing in the sum once.
     */
    public static Set<Protocol> idle(Path directory) {
        Set<Protocol> idle = EnumSet.noneOf(Protocol.class);
        try {
            List<String> ipv4 = Files.readAllLines(directory.resolve("sockstat"));
            // Both families' are counted here.
            boolean timeWait = value(ipv4, "TCP:", "tw") != 0;
            add(idle, Protocol.TCP, !timeWait && value(ipv4, "TCP:", "inuse") == 0);
            add(idle, Protocol.UDP, value(ipv4, "UDP:", "inuse") == 0);
            List<String> ipv6 = Files.readAllLines(directory.resolve("sockstat6"));
            add(idle, Protocol.TCP6, !timeWait && value(ipv6, "TCP6:", "inuse") == 0);
            add(idle, Protocol.UDP6, value(ipv6, "UDP6:", "inuse") == 0);
        } catch (IOException | NumberFormatException e) {
            // Without sockstat6 there is no IPv6; what is not known to be idle is read.
            return idle;
        }
        return idle;
    }

    private static void add(Set<Protocol> idle, Protocol protocol, boolean isIdle) {
        if (isIdle) {
            idle.add(protocol);
        }
    }

    /** The number behind a word in the line that begins with another; -1 where there is none. */
    private static long value(List<String> lines, String line, String word) {
        for (String each : lines) {
            List<String> words = List.of(each.split(" +"));
            int at = words.indexOf(word);
            if (each.startsWith(line) && at > 0 && at + 1 < words.size()) {
                return Long.parseLong(words.get(at + 1));
            }
        }
        return -1;
    }
}
