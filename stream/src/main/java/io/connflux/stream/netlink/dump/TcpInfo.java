package io.connflux.stream.netlink.dump;

import io.connflux.model.Traffic;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct tcp_info} of {@code include/uapi/linux/tcp.h}, which grows at its end: what lies beyond its length an older kernel does
 * not tell. Read where it lies in a buffer.
 *
 * <p>The kernel counts a SYN and a FIN as a byte each, of those that were acknowledged and of those that were received.
 */
public final class TcpInfo {

    private static final int RCV_MSS = 20;
    private static final int LAST_DATA_SENT = 44;
    private static final int LAST_DATA_RECEIVED = 52;
    private static final int LAST_ACK_RECEIVED = 56;
    private static final int RTT = 68;
    private static final int TOTAL_RETRANS = 100;
    private static final int BYTES_ACKED = 120;
    private static final int BYTES_RECEIVED = 128;
    private static final int SEGS_OUT = 136;
    private static final int SEGS_IN = 140;
    private static final int BYTES_SENT = 200;
    private static final int BYTES_RETRANS = 208;

    private static final long UNKNOWN = -1;

    private final ByteBuffer bytes;
    private int at;
    private int length;

    /** @param bytes where messages are received, in native order */
    public TcpInfo(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Reads one that begins at a place and has so many bytes; 0 for none. */
    public TcpInfo at(int place, int size) {
        at = place;
        length = size;
        return this;
    }

    /** Whether a socket has been connected, or tried to be: the kernel never sets this back to 0 ({@code tcp_disconnect}). */
    public boolean wasConnected() {
        return word(RCV_MSS) > 0;
    }

    /** Whether an attempt is all that it was: the peer has never answered. */
    public boolean isAttempt() {
        return wide(BYTES_ACKED) == 0 && word(RTT) == 0;
    }

    /** Milliseconds since it has last sent data or received anything, in whole ticks of the kernel's clock. */
    public long idleMillis() {
        return Math.min(word(LAST_DATA_SENT), Math.min(word(LAST_DATA_RECEIVED), word(LAST_ACK_RECEIVED)));
    }

    /**
     * Whether the peer has acknowledged that this end was done.
     *
     * @param called whether this end sent the first SYN
     */
    public boolean isDone(boolean called) {
        return has(BYTES_RETRANS, 8) && wide(BYTES_ACKED) - payload() >= (called ? 2 : 1);
    }

    /**
     * What was carried; null where the kernel is older than Linux 4.2.
     *
     * @param ended whether the peer's FIN is among what was received
     */
    @Nullable
    public Traffic traffic(boolean ended) {
        if (!has(SEGS_IN, 4)) {
            return null;
        }
        long received = wide(BYTES_RECEIVED);
        return new Traffic(
                has(BYTES_RETRANS, 8) ? payload() : wide(BYTES_ACKED),
                ended && received > 0 ? received - 1 : received,
                word(SEGS_OUT),
                word(SEGS_IN),
                word(TOTAL_RETRANS),
                word(RTT));
    }

    private long payload() {
        return wide(BYTES_SENT) - wide(BYTES_RETRANS);
    }

    private boolean has(int place, int size) {
        return length >= place + size;
    }

    private long word(int place) {
        return has(place, 4) ? bytes.getInt(at + place) & 0xFFFFFFFFL : UNKNOWN;
    }

    private long wide(int place) {
        return has(place, 8) ? bytes.getLong(at + place) : UNKNOWN;
    }
}
