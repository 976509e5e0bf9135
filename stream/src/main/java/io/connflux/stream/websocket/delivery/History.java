package io.connflux.stream.websocket.delivery;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.follow.Follower;
import io.connflux.stream.follow.Leg;
import io.connflux.stream.follow.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened lately, for who comes after it did. It is kept of the steps that subscribers are told, whether there are any or
 * not: a server polls from its start to its end. Any thread.
 */
public final class History {

    /**
     * Events that are kept. Too low, and the cause of an alert has gone before somebody looks; too high, and old owners fill the
     * memory of a host on which nobody does. An event with its owner takes half a KiB of heap: half a MiB in all.
     */
    public static final int EVENTS = 1_000;

    /** What is counted together. Shorter is noise, longer hides bursts. */
    public static final Duration BIN = Duration.ofSeconds(2);

    /** How many of these are kept: ten minutes. */
    public static final int BINS = 300;

    private final Follower follower = new Follower(null);
    private final Deque<ConnectionEvent> events = new ArrayDeque<>(EVENTS);
    private final Deque<Bin> bins = new ArrayDeque<>(BINS);
    private long dropped;
    /** Of the first step. */
    private @Nullable Instant since;

    private long origin;
    /** The last bin, counted from the first that there ever was. */
    private long last;

    private @Nullable Step newest;

    /**
     * How much happened in one of the times that are counted together.
     *
     * @param failed whether a poll in it could read nothing
     */
    public record Bin(int opened, int closed, boolean failed) {

        static final Bin EMPTY = new Bin(0, 0, false);
    }

    /**
     * What is known at one moment. Immutable.
     *
     * @param step the last that is in it
     * @param time of that step
     * @param since when it begins: of what was before nothing is known
     * @param dropped events that there were since then and that are not kept
     * @param events the last ones, the oldest first
     * @param bins the last ones, the oldest first; the last of them is of {@code time}
     */
    public record Recent(
            long step, Instant time, Instant since, long dropped, List<ConnectionEvent> events, List<Bin> bins) {}

    synchronized void take(Step step) {
        if (since == null) {
            since = step.time();
            origin = step.at().nanos();
            bins.add(Bin.EMPTY);
        }
        newest = step;
        advance(Math.floorDiv(step.at().nanos() - origin, BIN.toNanos()));
        List<ConnectionEvent> changes = changes(step);
        count(step, changes);
        int first = Math.max(0, changes.size() - EVENTS);
        dropped += first;
        for (ConnectionEvent event : changes.subList(first, changes.size())) {
            if (events.size() == EVENTS) {
                events.remove();
                dropped++;
            }
            events.add(event);
        }
    }

    private void advance(long bin) {
        for (long next = Math.max(last + 1, bin - BINS + 1); next <= bin; next++) {
            if (bins.size() == BINS) {
                bins.remove();
            }
            bins.add(Bin.EMPTY);
        }
        last = Math.max(last, bin);
    }

    /** With those of steps that came too fast. */
    private List<ConnectionEvent> changes(Step step) {
        if (step.number() <= follower.number()) {
            // Another run has begun, whose tables are others.
            follower.abandon();
        }
        Leg leg = follower.to(step);
        follower.take(leg);
        return leg.isFirst() ? step.changes() : leg.changes();
    }

    private void count(Step step, List<ConnectionEvent> changes) {
        Bin bin = bins.removeLast();
        int opened = bin.opened();
        int closed = bin.closed();
        for (ConnectionEvent event : changes) {
            if (event instanceof ConnectionEvent.Opened) {
                opened++;
            } else if (event instanceof ConnectionEvent.Closed) {
                closed++;
            }
        }
        bins.add(new Bin(opened, closed, bin.failed() || step.failure() != null));
    }

    /** What is known now; null before the first step. */
    public synchronized @Nullable Recent recent() {
        Step step = newest;
        Instant begun = since;
        return step == null || begun == null
                ? null
                : new Recent(step.number(), step.time(), begun, dropped, List.copyOf(events), List.copyOf(bins));
    }
}
