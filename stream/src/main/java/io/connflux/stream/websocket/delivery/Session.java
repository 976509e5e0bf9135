package io.connflux.stream.websocket.delivery;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Protocol;
import io.connflux.stream.Step;
import io.connflux.stream.encode.EncodedEvents;
import io.connflux.stream.websocket.wire.BatchBytes;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.LineBatch;
import io.connflux.track.ConnectionTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of events to one client: which truth the client was given, and what of it is still under way. It may outlive
 * its connection and go on in the next one.
 */
public final class Session {

    private final String token;
    private final Framing framing;
    private final SubscriptionRequest request;
    private final @Nullable Boolean refused;
    private final SendWindow window;

    private @Nullable ConnectionTable truth;
    private long step;
    private long seq;
    private long mark;
    private long answeredAt;
    private long coalesced;
    /** On the broadcast's monotonic clock. */
    private long lastStats;

    private long clockSteps;
    private boolean resuming;
    private boolean left;
    private final SendQueue pending = new SendQueue();
    private Lease lease = new Lease(this, List.of());

    /** @param refused whether the client asked to resume a stream that is no longer known */
    public Session(String token, Framing framing, SubscriptionRequest request, boolean refused) {
        this.token = token;
        this.framing = framing;
        this.request = request;
        this.refused = refused ? Boolean.FALSE : null;
        this.window = new SendWindow(framing.isAnswered());
    }

    public String token() {
        return token;
    }

    Set<Protocol> protocols() {
        return request.protocols();
    }

    Framing framing() {
        return framing;
    }

    SendWindow window() {
        return window;
    }

    /** Whether there is anything to go on from. */
    synchronized boolean hasBegun() {
        return truth != null;
    }

    /**
     * The step from which on its client has been asleep, as far as can be seen: that it stands at, or that at which it last
     * answered what was sent. 0 before its baseline.
     */
    synchronized long awakeAt() {
        return framing.isAnswered() && window.bytes() > 0 ? Math.min(step, answeredAt) : step;
    }

    /** Whether it keeps nothing in memory but the table that it stands at. */
    synchronized boolean hasNothingUnderWay() {
        return pending.isEmpty() && window.bytes() == 0;
    }

    /** Names each thing that it keeps in memory, with the bytes of heap that it takes. */
    synchronized void weigh(ObjLongConsumer<Object> each) {
        weighTable(each);
        window.weigh(each);
        pending.weigh(each);
    }

    /** The same of the table that it stands at alone. */
    synchronized void weighTable(ObjLongConsumer<Object> each) {
        if (truth != null) {
            truth.weigh(each);
        }
    }

    /** Ends the lease that there is: its connection has to go, and may be long about it. */
    synchronized void leave() {
        lease = new Lease(this, List.of());
        left = true;
    }

    /** Gives up what it keeps, unless another connection has it: the one that left may still be in the way of its collection. */
    synchronized void giveUp() {
        if (left) {
            abandon();
        }
    }

    /** Gives up what it keeps, where it is not known any more what has been told of it; it can only begin anew. */
    synchronized void abandon() {
        truth = null;
        pending.clear();
        window.clear();
    }

    /** That of the connection that has the stream now, or of the first one. */
    public synchronized Lease lease() {
        return lease;
    }

    /**
     * Takes the stream over for a client that can go on with it; the connection before, if there is one still, is told to end.
     * One step, as two clients may ask at once: what the one is given is then lacking for the other.
     *
     * @return null, and all is as it was, where the client asks for something else, or has what this stream never said or
     *     cannot say again
     */
    @Nullable
    public Lease resume(SubscriptionRequest asked, Framing by) {
        boolean same = by == framing
                && asked.protocols().equals(request.protocols())
                && asked.existing() == request.existing();
        Long has = asked.seq();
        Lease before;
        Lease now;
        synchronized (this) {
            boolean known = truth != null && (has == null || (has <= seq && has >= window.oldestSeq(seq) - 1));
            if (!same || !known) {
                return null;
            }
            before = lease;
            now = begin(window.resend(has));
        }
        // Not under the lock: its end takes others.
        before.end();
        return now;
    }

    /** Takes the stream over for the next connection to the same peer. */
    public synchronized Lease resume() {
        return begin(window.resend(null));
    }

    private Lease begin(List<LineBatch> resent) {
        lease = new Lease(this, resent);
        resuming = true;
        left = false;
        return lease;
    }

    /** The client has everything up to a mark. What another one has says nothing about the one that took over. */
    public void acknowledge(Lease by, long upTo) {
        synchronized (this) {
            if (by != lease) {
                return;
            }
            answeredAt = step;
        }
        window.acknowledge(upTo);
    }

    /** The frames of a chunk, to be released. */
    ByteBuf bytes(LineBatch chunk, ByteBufAllocator allocator) {
        return BatchBytes.of(chunk, framing, token, allocator);
    }

    /** Goes on to a step that has nothing to tell; false where there may be something. */
    synchronized boolean passes(Lease by, Step newest, Broadcast broadcast) {
        boolean next = by == lease && truth != null && pending.isEmpty() && newest.number() == step + 1;
        if (!next
                || resuming
                || isStatsDue(newest, broadcast)
                || !broadcast.lines(newest, request.protocols()).isQuiet()) {
            return false;
        }
        step = newest.number();
        truth = newest.truth();
        return true;
    }

    private boolean isStatsDue(Step newest, Broadcast broadcast) {
        Duration every = request.stats();
        return newest.counters().clockSteps() > clockSteps
                || (every != null
                        && Duration.ofNanos(broadcast.nanoTime() - lastStats).compareTo(every) >= 0);
    }

    /**
     * Goes on to a step, or to nothing where a lost connection left something of its own step: that comes first, and the next
     * step then brings the rest.
     *
     * @return the truth from which the difference has to be made first; null for none
     */
    synchronized @Nullable ConnectionTable advances(Lease by, Step newest, Broadcast broadcast) {
        if (by != lease || !pending.isEmpty()) {
            return null;
        }
        if (truth != null && newest.number() > step + 1) {
            return truth;
        }
        advance(newest, broadcast.lines(newest, request.protocols()), broadcast);
        return null;
    }

    private void advance(Step newest, EncodedStep lines, Broadcast broadcast) {
        if (truth == null) {
            lastStats = broadcast.nanoTime();
            clockSteps = newest.counters().clockSteps();
            lines.baseline(request.existing(), pending);
            pending.add(line(baseline(newest, refused)));
        } else if (newest.number() == step + 1) {
            pending.add(lines.changes());
        }
        moveTo(newest, false, broadcast);
    }

    /** Goes on to a step by the difference from where it stood. */
    synchronized void coarser(Lease by, Step newest, List<EncodedEvents> difference, Broadcast broadcast) {
        if (by != lease) {
            return;
        }
        // Who cannot resume by itself has not been told that it was away.
        boolean slow = !resuming || !framing.isResumable();
        if (slow) {
            long missed = newest.number() - step - 1;
            coalesced += missed;
            broadcast.coalesced(missed);
        }
        pending.add(difference);
        moveTo(newest, slow, broadcast);
    }

    private void moveTo(Step newest, boolean slow, Broadcast broadcast) {
        Instant time = newest.truth().time();
        if (slow || isStatsDue(newest, broadcast)) {
            lastStats = broadcast.nanoTime();
            clockSteps = newest.counters().clockSteps();
            pending.add(
                    line(new ConnectionEvent.Stats(0, time, newest.counters().withCoalesced(coalesced))));
        }
        if (resuming && framing.isResumable()) {
            pending.add(line(baseline(newest, Boolean.TRUE)));
        }
        resuming = false;
        step = newest.number();
        truth = newest.truth();
    }

    private ConnectionEvent baseline(Step newest, @Nullable Boolean resumed) {
        var counts = newest.truth().counts();
        counts.keySet().retainAll(request.protocols());
        return new ConnectionEvent.Baseline(
                0,
                newest.truth().time(),
                counts,
                framing.isResumable() ? new ConnectionEvent.Resumption(token, resumed) : null);
    }

    private static List<EncodedEvents> line(ConnectionEvent event) {
        return List.of(EncodedEvents.of(List.of(event)));
    }

    /** Takes what is to be sent next; null where nothing is left, or another has its lease. */
    synchronized @Nullable LineBatch nextChunk(Lease by) {
        LineBatch chunk = by != lease ? null : pending.next(mark + 1, seq + 1, framing);
        if (chunk != null) {
            if (window.bytes() == 0) {
                answeredAt = step;
            }
            mark++;
            seq = chunk.lastSeq();
            window.sent(chunk);
        }
        return chunk;
    }
}
