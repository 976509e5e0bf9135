package io.connflux.stream.websocket.delivery;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.Line;
import io.connflux.stream.Resumption;
import io.connflux.stream.encode.EncodedEvents;
import io.connflux.stream.follow.Follower;
import io.connflux.stream.follow.Leg;
import io.connflux.stream.follow.Step;
import io.connflux.stream.follow.Tick;
import io.connflux.stream.websocket.query.SubscriptionRequest;
import io.connflux.stream.websocket.wire.Framing;
import io.connflux.stream.websocket.wire.LineBatch;
import io.connflux.stream.websocket.wire.SendQueue;
import io.connflux.track.ConnectionTable;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client is to be told next: where it stands, the lines that wait to be sent, and the number of the last one. Under the lock
 * of its {@link Session}.
 */
final class Outbox {

    private final String token;
    private final Framing framing;
    private final SubscriptionRequest request;
    private final @Nullable Boolean refused;
    private final Follower follower;
    private final SendQueue pending = new SendQueue();
    private long seq;
    private long mark;
    private boolean resuming;

    /** @param refused false where the client asked to resume a stream that is no longer known, else null */
    Outbox(String token, Framing framing, SubscriptionRequest request, @Nullable Boolean refused) {
        this.token = token;
        this.framing = framing;
        this.request = request;
        this.refused = refused;
        this.follower = Follower.amongOthers(request.stats(), request.tick(), request.traffic());
    }

    /** The table that its client was brought to; null before its baseline. */
    @Nullable
    ConnectionTable table() {
        return follower.table();
    }

    /** The table up to which its client was told what connections have carried; null where it did not ask, or has not begun. */
    @Nullable
    ConnectionTable carried() {
        return follower.carried();
    }

    /** The number of the step that its client was brought to; 0 before its baseline. */
    long step() {
        return follower.number();
    }

    /** The number of the last line. */
    long seq() {
        return seq;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Its client has come back after a restart, and has all lines up to one, which brought it to a table. */
    void resume(ConnectionTable remembered, long last) {
        follower.resume(remembered);
        seq = last;
        resuming = true;
    }

    /** Its client has come back. */
    void resume() {
        resuming = true;
    }

    /** Begins anew. */
    void abandon() {
        follower.abandon();
        pending.clear();
    }

    /** Names each thing that waits, with the bytes of heap that it takes. */
    void weigh(ObjLongConsumer<Object> each) {
        pending.weigh(each);
    }

    /** Goes on to a step that has nothing to tell; false where there may be something. */
    boolean passes(Step newest, Broadcast broadcast) {
        Leg leg = follower.to(newest);
        boolean quiet = leg.isNext()
                && leg.stats() == null
                && leg.carriedSince() == null
                && !resuming
                && pending.isEmpty()
                && broadcast.lines(newest, request.selection()).isQuiet(leg.again());
        if (quiet) {
            follower.take(leg);
        }
        return quiet;
    }

    /** The table since which it is told with a step what connections have carried; null where it is not. */
    @Nullable
    ConnectionTable carriedSince(Step newest) {
        return pending.isEmpty() ? follower.to(newest).carriedSince() : null;
    }

    /**
     * Goes on to a step, or to nothing where a lost connection left something of its own step: that comes first, and the next
     * step then brings the rest.
     *
     * @return the table from which the difference has to be made first; null for none
     */
    @Nullable
    ConnectionTable advances(Step newest, EncodedStep lines) {
        if (!pending.isEmpty()) {
            return null;
        }
        Leg leg = follower.to(newest);
        if (leg.missed() > 0) {
            return leg.from();
        }
        if (leg.isFirst()) {
            lines.baseline(request.existing(), pending);
            pending.add(baseline(lines, newest, refused));
        } else if (leg.isNext()) {
            pending.add(lines.changes());
        } else if (leg.between() != null) {
            pending.add(lines.of(leg.between()));
        }
        finish(leg, lines);
        return null;
    }

    /** Goes on to a step by the difference from where it stood. */
    void coarser(Step newest, List<EncodedEvents> difference, EncodedStep lines, Broadcast broadcast) {
        Leg leg = resuming ? follower.afterAbsence(newest) : follower.to(newest);
        broadcast.coalesced(leg.missed());
        pending.add(difference);
        finish(leg, lines);
    }

    private void finish(Leg leg, EncodedStep lines) {
        Tick again = leg.again();
        if (again != null) {
            pending.add(lines.again(again));
        }
        ConnectionTable since = leg.carriedSince();
        if (since != null) {
            pending.add(lines.carriedSince(since));
        }
        ConnectionEvent lost = leg.lost();
        if (lost != null) {
            pending.add(lines.line(new Line(0, lost)));
        }
        ConnectionEvent stats = leg.stats();
        if (stats != null) {
            pending.add(lines.line(new Line(0, stats)));
        }
        if (resuming && !leg.isFirst()) {
            pending.add(baseline(lines, leg.to(), Boolean.TRUE));
        }
        resuming = false;
        follower.take(leg);
    }

    private List<EncodedEvents> baseline(EncodedStep lines, Step newest, @Nullable Boolean resumed) {
        ConnectionEvent notice = new ConnectionEvent.Baseline(newest.table().time(), lines.counts());
        return lines.line(new Line(0, notice, new Resumption(token, resumed)));
    }

    /** Takes what is to be sent next; null where nothing is left. */
    @Nullable
    LineBatch next() {
        LineBatch batch = pending.next(mark + 1, seq + 1, framing);
        if (batch != null) {
            mark++;
            seq = batch.lastSeq();
        }
        return batch;
    }
}
