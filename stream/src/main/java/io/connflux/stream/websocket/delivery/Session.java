package io.connflux.stream.websocket.delivery;

import io.connflux.stream.encode.EncodedEvents;
import io.connflux.stream.follow.Step;
import io.connflux.stream.state.CurrentState;
import io.connflux.stream.websocket.query.Selection;
import io.connflux.stream.websocket.query.SubscriptionRequest;
import io.connflux.stream.websocket.wire.BatchBytes;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.LineBatch;
import io.connflux.stream.websocket.wire.SendWindow;
import io.connflux.track.ConnectionTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of lines to one client, which may outlive its connection and go on in the next one: what the client is to be told, what
 * of it is under way, and which connection has it now.
 */
public final class Session {

    private final String token;
    private final Framing framing;
    private final SubscriptionRequest request;
    private final SendWindow window;
    private final Outbox outbox;
    private Lease lease = new Lease(this, List.of());
    private long answeredAt;
    private boolean left;

    /** @param refused whether the client asked to resume a stream that is no longer known */
    Session(String token, Framing framing, SubscriptionRequest request, boolean refused) {
        this.token = token;
        this.framing = framing;
        this.request = request;
        this.window = new SendWindow(framing.isAnswered());
        this.outbox = new Outbox(token, framing, request, refused ? Boolean.FALSE : null);
    }

    /** One of an earlier run, whose client has all up to a line, which brought it to a table. */
    Session(String token, Framing framing, SubscriptionRequest request, ConnectionTable remembered, long last) {
        this(token, framing, request, false);
        outbox.resume(remembered, last);
    }

    /** What a session is known by in the next run: its token, and all that has to be asked for again. */
    static String name(String token, Framing framing, SubscriptionRequest request) {
        return "session " + token + ' ' + framing + ' ' + request.existing() + ' ' + request.selection();
    }

    /** Writes where its client stands, if it has been sent all that there is. */
    synchronized void keep(CurrentState states) {
        ConnectionTable table = outbox.table();
        if (table != null && outbox.isEmpty()) {
            states.keep(name(token, framing, request), table, outbox.seq());
        }
    }

    public String token() {
        return token;
    }

    Selection selection() {
        return request.selection();
    }

    Framing framing() {
        return framing;
    }

    SendWindow window() {
        return window;
    }

    /** Whether there is anything to go on from. */
    synchronized boolean hasBegun() {
        return outbox.table() != null;
    }

    /**
     * The step from which on its client has been asleep, as far as can be seen: that it stands at, or that at which it last
     * answered what was sent. 0 before its baseline.
     */
    synchronized long awakeAt() {
        return framing.isAnswered() && window.bytes() > 0 ? Math.min(outbox.step(), answeredAt) : outbox.step();
    }

    /** Whether it keeps nothing in memory but the table that it stands at. */
    synchronized boolean hasNothingUnderWay() {
        return outbox.isEmpty() && window.bytes() == 0 && !keepsEarlierTable();
    }

    /** Whether it keeps one besides, to know what connections have carried since. */
    synchronized boolean keepsEarlierTable() {
        return outbox.carried() != null && outbox.carried() != outbox.table();
    }

    /** Names each thing that it keeps in memory, with the bytes of heap that it takes. */
    synchronized void weigh(ObjLongConsumer<Object> each) {
        weighTable(each);
        ConnectionTable carried = outbox.carried();
        if (carried != null) {
            carried.weigh(each);
        }
        window.weigh(each);
        outbox.weigh(each);
    }

    /** The same of the table that it stands at alone. */
    synchronized void weighTable(ObjLongConsumer<Object> each) {
        ConnectionTable table = outbox.table();
        if (table != null) {
            table.weigh(each);
        }
    }

    /** Ends a lease, if it is that which there is: its connection has to go, and may be long about it. */
    synchronized void leave(Lease by) {
        if (by == lease) {
            lease = new Lease(this, List.of());
            left = true;
        }
    }

    /** Gives up what it keeps, unless another connection has it: the one that left may still be in the way of its collection. */
    synchronized void giveUp() {
        if (left) {
            abandon();
        }
    }

    /** Gives up what it keeps, where it is not known any more what has been told of it; it can only begin anew. */
    synchronized void abandon() {
        outbox.abandon();
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
        boolean same = by == framing && request.isContinuedBy(asked);
        Long has = asked.seq();
        Lease before;
        Lease now;
        synchronized (this) {
            long seq = outbox.seq();
            boolean known = hasBegun() && (has == null || (has <= seq && has >= window.oldestSeq(seq) - 1));
            if (!same || !known) {
                return null;
            }
            before = lease;
            now = new Lease(this, window.resend(has));
            lease = now;
            outbox.resume();
            left = false;
        }
        // Not under the lock: its end takes others.
        before.end();
        return now;
    }

    /** The client has everything up to a mark. What another one has says nothing about the one that took over. */
    public void acknowledge(Lease by, long upTo) {
        synchronized (this) {
            if (by != lease) {
                return;
            }
            answeredAt = outbox.step();
        }
        window.acknowledge(upTo);
    }

    /** The frames of lines, to be released. */
    ByteBuf bytes(LineBatch batch, ByteBufAllocator allocator) {
        return BatchBytes.of(batch, framing, token, allocator);
    }

    /** See {@link Outbox#passes}; false where another connection has the stream. */
    synchronized boolean passes(Lease by, Step newest, Broadcast broadcast) {
        return by == lease && outbox.passes(newest, broadcast);
    }

    /** See {@link Outbox#carriedSince}; null where another connection has the stream. */
    synchronized @Nullable ConnectionTable carriedSince(Lease by, Step newest) {
        return by == lease ? outbox.carriedSince(newest) : null;
    }

    /** See {@link Outbox#advances}; null where another connection has the stream. */
    synchronized @Nullable ConnectionTable advances(Lease by, Step newest, EncodedStep lines) {
        return by == lease ? outbox.advances(newest, lines) : null;
    }

    /** See {@link Outbox#coarser}; nothing where another connection has the stream. */
    synchronized void coarser(
            Lease by, Step newest, List<EncodedEvents> difference, EncodedStep lines, Broadcast broadcast) {
        if (by == lease) {
            outbox.coarser(newest, difference, lines, broadcast);
        }
    }

    /** Takes what is to be sent next; null where nothing is left, or another connection has the stream. */
    synchronized @Nullable LineBatch nextBatch(Lease by) {
        LineBatch batch = by == lease ? outbox.next() : null;
        if (batch != null) {
            if (window.bytes() == 0) {
                answeredAt = outbox.step();
            }
            window.sent(batch);
        }
        return batch;
    }
}
