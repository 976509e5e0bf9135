package io.connflux.procfs.counters;

import io.connflux.table.KernelCounters;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counters of several network namespaces as one. Each counts for itself from its making on ({@code snmp_seq_show_tcp_udp} in {@code
 * net/ipv4/proc.c} prints those of the reader's), so the sum keeps what namespaces that are gone had counted: without that it
 * would go back when one ends.
 */
public final class CounterSum {

    private static final KernelCounters ZERO = new KernelCounters(0, 0, 0, 0);

    /** By inode. Inodes are given out again, so there are no more than there were namespaces at one time. */
    private final Map<Long, KernelCounters> newest = new HashMap<>();

    private KernelCounters sum = ZERO;

    /** What a namespace has counted by now; null where it could not be read, and its last figures stay. */
    public void put(long inode, @Nullable KernelCounters counters) {
        if (counters == null) {
            return;
        }
        KernelCounters before = newest.put(inode, counters);
        // One that went back is another namespace with the same inode.
        sum = sum.plus(before == null ? counters : counters.since(before));
    }

    /** Null where nothing was ever counted. */
    @Nullable
    public KernelCounters sum() {
        return newest.isEmpty() ? null : sum;
    }
}
