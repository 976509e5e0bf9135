package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A host whose files are read slowly, so that connections come, change and go before, within and behind each read; and which
 * knows when that was. Its reads may be torn, and its wall clock be set while it is read.
 */
final class SlowHost {

    private static final Instant START = Instant.parse("2026-11-24T10:00:00Z");
    private static final int MOST_MISSED = 2;

    private final Random random;
    private final boolean torn;
    private final int stepAt;
    private final Duration step;

    /** Rows by inode. */
    private final Map<Long, Connection> alive = new TreeMap<>();

    private final Map<Long, Integer> missed = new HashMap<>();
    private final List<Happening> history = new ArrayList<>();
    private long nanos;
    private long inodes = 100;
    private int clockReadings;

    /** What became of a connection, in nanoseconds of the time that no clock shows. */
    private record Happening(String name, long inode, SocketState state, long nanos) {}

    /**
     * @param torn whether rows that were seen before may be missing in a read or two
     * @param stepAt before which reading of the clocks, counted from 0, the wall clock is set; -1 for never
     */
    SlowHost(long seed, boolean torn, int stepAt, Duration step) {
        this.random = new Random(seed);
        this.torn = torn;
        this.stepAt = stepAt;
        this.step = step;
    }

    int clockReadings() {
        return clockReadings;
    }

    Snapshot read() {
        pass();
        Moment began = now();
        SnapshotBuilder snapshot = new SnapshotBuilder(began.clock());
        for (Protocol protocol : List.of(Protocol.TCP, Protocol.UDP)) {
            pass();
            Moment start = now();
            pass();
            SocketTable table = table(protocol);
            pass();
            snapshot.table(table.readIn(new ReadSpan(start, now())));
        }
        pass();
        return snapshot.span(new ReadSpan(began, now())).build();
    }

    /** Whether a change happened when an event says that it did; only where the clock is not set. */
    boolean isBracketed(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Opened e) {
            return happened("opened", e.connection(), e.since(), e.time(), null);
        } else if (event instanceof ConnectionEvent.StateChanged e) {
            return happened(
                    "changed",
                    e.connection(),
                    e.since(),
                    e.time(),
                    e.connection().state());
        } else if (event instanceof ConnectionEvent.Closed e) {
            return happened("closed", e.connection(), e.since(), e.time(), null);
        }
        return true;
    }

    private boolean happened(
            String name,
            Connection connection,
            Instant since,
            Instant time,
            @org.jspecify.annotations.Nullable SocketState state) {
        return history.stream()
                .filter(one -> one.name.equals(name) && one.inode == connection.inode())
                .filter(one -> state == null || one.state == state)
                .map(one -> START.plusNanos(one.nanos))
                .anyMatch(at -> at.isAfter(since) && !at.isAfter(time));
    }

    private Moment now() {
        Instant wall = START.plusNanos(nanos);
        boolean stepped = stepAt >= 0 && clockReadings++ >= stepAt;
        clockReadings += stepAt >= 0 ? 0 : 1;
        return new Moment(stepped ? wall.plus(step) : wall, nanos - 77);
    }

    /** Lets up to a third of a second go by, and in it what may. */
    private void pass() {
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            nanos += 1 + random.nextInt(80_000_000);
            change();
        }
        nanos += 1 + random.nextInt(80_000_000);
    }

    private void change() {
        List<Connection> all = List.copyOf(alive.values());
        int chance = random.nextInt(5);
        if (all.isEmpty() || chance < 2) {
            open();
            return;
        }
        Connection one = all.get(random.nextInt(all.size()));
        SocketState next = one.state() == SocketState.ESTABLISHED
                ? SocketState.CLOSE_WAIT
                : one.state() == SocketState.CLOSE_WAIT ? SocketState.LAST_ACK : null;
        if (chance < 4 && next != null) {
            Connection changed = Connection.of(one.protocol(), one.local(), one.remote(), next, one.uid(), one.inode());
            alive.put(one.inode(), changed);
            history.add(new Happening("changed", one.inode(), next, nanos));
        } else {
            alive.remove(one.inode());
            missed.remove(one.inode());
            history.add(new Happening("closed", one.inode(), one.state(), nanos));
        }
    }

    private void open() {
        Set<Integer> taken = new HashSet<>();
        alive.values().forEach(each -> taken.add(each.local().port()));
        int port = 1 + random.nextInt(40);
        if (!taken.contains(port)) {
            long inode = inodes++;
            Connection one =
                    random.nextInt(3) == 0 ? Rows.udp(port, inode) : Rows.tcp(port, 80, SocketState.ESTABLISHED, inode);
            alive.put(inode, one);
            history.add(new Happening("opened", inode, one.state(), nanos));
        }
    }

    private SocketTable table(Protocol protocol) {
        SocketTableBuilder table = new SocketTableBuilder(protocol, alive.size());
        for (Connection one : alive.values()) {
            if (one.protocol() == protocol && !isMissed(one.inode(), table.size() == 0)) {
                table.row(
                        one.local().address().high(),
                        one.local().address().low(),
                        one.local().port(),
                        one.remote().address().high(),
                        one.remote().address().low(),
                        one.remote().port());
                table.identity(one.state().number(), one.uid(), one.inode());
                table.activity(0, 0, 0, 0, 0, 0, 0);
                if (torn) {
                    table.seam();
                }
            }
        }
        if (torn) {
            table.seam();
        }
        return table.build();
    }

    /** A read can miss every row but the first, and one that no read had yet is none that was missed. */
    private boolean isMissed(long inode, boolean first) {
        int before = missed.getOrDefault(inode, -1);
        boolean now = torn && !first && before >= 0 && before < MOST_MISSED && random.nextInt(6) == 0;
        missed.put(inode, now ? before + 1 : 0);
        return now;
    }
}
