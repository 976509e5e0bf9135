package io.connflux.stream.metrics;

import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.NamespaceTables;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many connections of each kind a table has. */
final class Census {

    private static final int PORTS = 1 << 16;

    private final Snapshot snapshot;
    private final long[][] counts = new long[Protocol.values().length][SocketState.values().length];
    private final SortedMap<Integer, Long> established = new TreeMap<>();

    /** Walks through the table. */
    Census(Snapshot snapshot) {
        this.snapshot = snapshot;
        long[] ofPort = new long[PORTS];
        for (NamespaceTables namespace : snapshot.namespaces()) {
            SortedMap<Integer, Long> listening = new TreeMap<>();
            Arrays.fill(ofPort, 0);
            namespace.tables().forEach(table -> count(table, listening, ofPort));
            // Who listens in one namespace has accepted nothing in another.
            listening.forEach((port, none) -> established.merge(port, ofPort[port], Long::sum));
        }
    }

    private void count(SocketTable table, SortedMap<Integer, Long> listening, long[] ofPort) {
        long[] states = counts[table.protocol().ordinal()];
        boolean tcp = table.protocol().isTcp();
        for (int row = 0; row < table.size(); row++) {
            SocketState state = table.state(row);
            states[state.ordinal()]++;
            if (state == SocketState.LISTEN) {
                listening.put(table.localPort(row), 0L);
            } else if (tcp && state == SocketState.ESTABLISHED) {
                ofPort[table.localPort(row)]++;
            }
        }
    }

    boolean isOf(Snapshot other) {
        return snapshot == other;
    }

    long count(Protocol protocol, SocketState state) {
        return counts[protocol.ordinal()][state.ordinal()];
    }

    /** ESTABLISHED TCP connections of each local port that is listened on in the same namespace. */
    SortedMap<Integer, Long> established() {
        return established;
    }
}
