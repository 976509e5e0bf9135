package io.connflux.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a TCP connection carried, as the kernel counts it ({@code tcp_get_info} in {@code net/ipv4/tcp.c}). Immutable.
 *
 * @param sent bytes of data that were sent, each once, however often it was sent again; before Linux 4.19 those that the peer has
 *     acknowledged, with one more each for the SYN and the FIN
 * @param received bytes of data that arrived in order. Where this end said first that it was done, and read to the peer's end, it may be
 *     one more, as the kernel counts the peer's FIN
 * @param segmentsSent segments that were sent, those without data too
 * @param segmentsReceived segments that arrived
 * @param retransmitted segments that were sent again
 * @param rttMicros the round-trip time that was last estimated, in microseconds; 0 where nothing was measured
 * @param rate how fast it went, over the time since it was told last; null where nobody asked for that
 */
public record Traffic(
        long sent,
        long received,
        long segmentsSent,
        long segmentsReceived,
        long retransmitted,
        long rttMicros,
        @Nullable Rate rate) {

    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * How fast a connection carried what it did. Immutable.
     *
     * @param sent bytes a second, never negative
     * @param received bytes a second, never negative
     */
    public record Rate(long sent, long received) {}

    /** One whose rate nobody asked for. */
    public Traffic(
            long sent, long received, long segmentsSent, long segmentsReceived, long retransmitted, long rttMicros) {
        this(sent, received, segmentsSent, segmentsReceived, retransmitted, rttMicros, null);
    }

    /** Whether as many bytes were carried by then, however many segments. */
    public boolean sameBytes(Traffic other) {
        return sent == other.sent && received == other.received;
    }

    /**
     * The same with its rate.
     *
     * @param time in which it was carried; where that is not positive, no rate is known
     * @param before what had been carried before that time; null for nothing
     */
    public Traffic over(Duration time, @Nullable Traffic before) {
        double seconds = time.toNanos() / NANOS_PER_SECOND;
        Rate known = seconds > 0
                ? new Rate(
                        perSecond(sent - (before == null ? 0 : before.sent), seconds),
                        perSecond(received - (before == null ? 0 : before.received), seconds))
                : null;
        return new Traffic(sent, received, segmentsSent, segmentsReceived, retransmitted, rttMicros, known);
    }

    /** What was received may become one less, where the peer's FIN was among it and is known for one now. */
    private static long perSecond(long bytes, double seconds) {
        return Math.round(Math.max(0, bytes) / seconds);
    }
}
