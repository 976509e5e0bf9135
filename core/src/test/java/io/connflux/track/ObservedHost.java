package io.connflux.track;

import io.connflux.model.Address;
import io.connflux.model.Endpoint;
import io.connflux.model.Moment;
import io.connflux.model.Outcome;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.observation.Observation;
import io.connflux.observation.Observations;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTableBuilder;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A host that tells each change of a socket as the kernel's trace does, and whose table is read slowly, row by row, while it
 * changes. It knows what became of each connection.
 */
final class ObservedHost {

    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
    private static final Address HERE = Address.ipv4(0x7F000001);
    private static final int PORTS = 12;
    private static final int SERVER = 80;

    /** One connection: what has become of it, and how it stands in the table. */
    static final class Truth {
        final List<String> path = new ArrayList<>();
        final int port;
        final boolean client;
        final long inode;
        long socket;

        @Nullable
        SocketState state;
        /** Whether its row is what is left of it, without a socket. */
        boolean left;

        boolean orphan;
        int untold;

        @Nullable
        Outcome outcome;

        @Nullable
        Traffic traffic;

        Truth(int port, boolean client, long inode) {
            this.port = port;
            this.client = client;
            this.inode = inode;
        }

        Endpoint local() {
            return new Endpoint(HERE, client ? port : SERVER);
        }

        Endpoint remote() {
            return new Endpoint(HERE, client ? SERVER : port);
        }

        @Override
        public String toString() {
            return (client ? port + ">" + SERVER : SERVER + ">" + port) + " " + path
                    + (outcome == null ? "" : " " + outcome);
        }
    }

    private final Random random;
    private final boolean torn;
    /** By place in the table: one for each port at either end. */
    private final Map<Integer, Truth> rows = new TreeMap<>();

    private final List<Truth> all = new ArrayList<>();
    private final Deque<Long> freeSockets = new ArrayDeque<>();
    private List<Observation> unread = new ArrayList<>();
    private long nanos;
    private long inodes = 100;
    private long sockets = 1000;
    private boolean quiet;

    /** @param torn whether rows may be missing at the seams of a read */
    ObservedHost(Random random, boolean torn) {
        this.random = random;
        this.torn = torn;
    }

    List<Truth> connections() {
        return all;
    }

    /** From now on nothing new begins, and what there is ends. */
    void end() {
        quiet = true;
        while (!rows.isEmpty()) {
            step(rows.keySet().iterator().next());
        }
    }

    Moment now() {
        return new Moment(START.plusNanos(nanos), nanos - 12_345);
    }

    Observations take() {
        List<Observation> taken = unread;
        unread = new ArrayList<>();
        return new Observations(taken, 0);
    }

    void pass() {
        for (int changes = random.nextInt(5); changes > 0 && !quiet; changes--) {
            nanos += 1 + random.nextInt(3_000_000);
            int place = random.nextInt(PORTS * 2);
            step(place);
        }
        nanos += 1 + random.nextInt(1_000_000);
    }

    Snapshot read() {
        Moment began = now();
        SocketTableBuilder table = new SocketTableBuilder(Protocol.TCP, rows.size());
        for (int place = 0; place < PORTS * 2; place++) {
            if (random.nextInt(4) == 0) {
                pass();
            }
            Truth one = rows.get(place);
            if (torn && random.nextInt(4) == 0) {
                table.seam();
                // Only what has been there for longer than a read can be known to be missing, and not at each read.
                if (one != null && random.nextInt(4) == 0) {
                    continue;
                }
            }
            if (one != null && one.state != null) {
                row(table, one, one.state);
            }
        }
        if (torn) {
            table.seam();
        }
        pass();
        ReadSpan span = new ReadSpan(began, now());
        return new SnapshotBuilder(began.clock())
                .table(table.build().readIn(span))
                .span(span)
                .build();
    }

    private static void row(SocketTableBuilder table, Truth one, SocketState state) {
        boolean bare = one.left || one.orphan || state == SocketState.SYN_RECV;
        table.row(
                one.local().address().high(),
                one.local().address().low(),
                one.local().port(),
                one.remote().address().high(),
                one.remote().address().low(),
                one.remote().port());
        table.identity(state.number(), bare ? 0 : 1000, bare ? 0 : one.inode);
        table.activity(0, 0, 0, 0, 0, 0, 0);
    }

    private void step(int place) {
        Truth one = rows.get(place);
        if (one == null) {
            begin(place);
        } else if (one.left) {
            if (one.state == SocketState.FIN_WAIT2) {
                // The peer's FIN, of which nobody tells.
                one.state = SocketState.TIME_WAIT;
            } else {
                rows.remove(place);
                // The tuple of what is left may be taken by another one at once.
                if (random.nextBoolean() && !quiet) {
                    begin(place);
                }
            }
        } else {
            go(place, one);
        }
    }

    private void begin(int place) {
        boolean client = place < PORTS;
        Truth one = new Truth(40_000 + place % PORTS, client, inodes++);
        Long free = random.nextBoolean() ? freeSockets.poll() : null;
        one.socket = free == null ? sockets++ : free;
        rows.put(place, one);
        if (client) {
            tell(one, SocketState.CLOSE, SocketState.SYN_SENT, null);
        } else {
            // A request, of which nobody tells.
            one.state = SocketState.SYN_RECV;
        }
    }

    private void go(int place, Truth one) {
        SocketState state = one.state;
        int chance = random.nextInt(8);
        if (state == SocketState.SYN_SENT) {
            if (chance < 2 || quiet) {
                end(place, one, chance == 0 ? Outcome.TIMED_OUT : Outcome.REFUSED);
            } else {
                tell(one, state, SocketState.ESTABLISHED, null);
            }
        } else if (state == SocketState.SYN_RECV) {
            if (chance == 0) {
                rows.remove(place);
            } else {
                tell(one, SocketState.LISTEN, SocketState.SYN_RECV, null);
                tell(one, SocketState.SYN_RECV, SocketState.ESTABLISHED, null);
            }
        } else if (state == SocketState.ESTABLISHED) {
            if (chance == 0) {
                end(place, one, Outcome.RESET_BY_PEER);
            } else {
                boolean first = chance < 4;
                one.orphan = first && random.nextBoolean();
                tell(one, state, first ? SocketState.FIN_WAIT1 : SocketState.CLOSE_WAIT, null);
            }
        } else if (state == SocketState.FIN_WAIT1) {
            tell(one, state, chance == 0 ? SocketState.CLOSING : SocketState.FIN_WAIT2, null);
        } else if (state == SocketState.FIN_WAIT2 || state == SocketState.CLOSING) {
            if (chance == 0) {
                end(place, one, Outcome.RESET_BY_PEER);
            } else {
                tell(one, state, SocketState.CLOSE, random.nextBoolean() ? Outcome.CLOSED : null);
                one.left = true;
                one.outcome = Outcome.CLOSED;
                one.state =
                        state == SocketState.FIN_WAIT2 && chance < 4 ? SocketState.FIN_WAIT2 : SocketState.TIME_WAIT;
                one.path.set(one.path.size() - 1, "TIME_WAIT");
            }
        } else if (state == SocketState.CLOSE_WAIT) {
            one.orphan = true;
            tell(one, state, SocketState.LAST_ACK, null);
        } else {
            end(place, one, Outcome.CLOSED);
        }
    }

    private void end(int place, Truth one, Outcome outcome) {
        SocketState state = one.state;
        if (state != null) {
            one.outcome = outcome;
            tell(one, state, SocketState.CLOSE, outcome);
            rows.remove(place);
        }
    }

    private void tell(Truth one, SocketState before, SocketState after, @Nullable Outcome outcome) {
        nanos += 1 + random.nextInt(1_000);
        if (before == SocketState.CLOSE || before == SocketState.LISTEN) {
            all.add(one);
        }
        one.state = after;
        one.path.add(after.name());
        if (after == SocketState.CLOSE) {
            freeSockets.add(one.socket);
            one.traffic = random.nextBoolean() ? null : new Traffic(all.size(), nanos, 3, 2, 0, 17);
        }
        Endpoint local = after == SocketState.SYN_SENT ? new Endpoint(HERE, 0) : one.local();
        Observation observed =
                Observation.of(now().nanos(), one.socket, Protocol.TCP, local, one.remote(), before, after);
        unread.add((outcome == null ? observed : observed.ending(outcome)).carrying(one.traffic));
    }

    /** The connections that there are, as {@code local>remote STATE}. */
    List<String> table() {
        List<String> table = new ArrayList<>();
        for (Truth one : rows.values()) {
            table.add(one.local().port() + ">" + one.remote().port() + " "
                    + (one.left ? SocketState.TIME_WAIT : one.state));
        }
        return table;
    }
}
