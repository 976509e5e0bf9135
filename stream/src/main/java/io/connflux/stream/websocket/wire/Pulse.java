package io.connflux.stream.websocket.wire;

import java.time.Duration;

/**
 * Whether anybody is at the other end of a connection, which TCP alone may tell late or never. Times are of a monotonic clock, in
 * nanoseconds: a step of the wall clock is no silence. Any thread.
 */
public final class Pulse {

    /**
     * How long a peer may leave what was sent to it unacknowledged. It may be suspended, or its user may read; one that is gone
     * without a word is usually found out by TCP before.
     */
    private static final Duration STALL_LIMIT = Duration.ofMinutes(15);

    private static final int MISSED_PINGS = 2;

    private final Duration pingEvery;
    private final boolean answers;
    private long heard;
    private long lastPing;
    private int unanswered;

    /** What is to be done. */
    public enum Beat {
        NOTHING,
        /** A ping is to be sent. */
        PING,
        /** Nobody seems to be there. */
        GONE
    }

    /**
     * @param pingEvery how often a peer is asked that nothing else is sent to
     * @param answers whether the peer answers at all
     */
    public Pulse(Duration pingEvery, boolean answers, long now) {
        this.pingEvery = pingEvery;
        this.answers = answers;
        this.heard = now;
        this.lastPing = now;
    }

    /** The peer has answered. */
    public synchronized void heard(long now) {
        heard = now;
        unanswered = 0;
    }

    /**
     * Looks again.
     *
     * @param underWay whether something is under way that the peer will acknowledge, and so needs no ping
     */
    public synchronized Beat at(long now, boolean underWay) {
        if (answers && underWay) {
            return now - heard > STALL_LIMIT.toNanos() ? Beat.GONE : Beat.NOTHING;
        }
        if (Duration.ofNanos(now - lastPing).compareTo(pingEvery) < 0) {
            return Beat.NOTHING;
        }
        if (answers && unanswered >= MISSED_PINGS) {
            return Beat.GONE;
        }
        lastPing = now;
        unanswered++;
        return Beat.PING;
    }
}
