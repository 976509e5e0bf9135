package io.connflux.stream.encode.field;

import io.connflux.model.Traffic;
import io.connflux.stream.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a connection carried, under the names that other schemas have for it. */
public final class TrafficMembers {

    private static final byte[] BYTES = ascii(",\"bytes\":");
    private static final byte[] PACKETS = ascii(",\"packets\":");
    private static final byte[] TRAFFIC = ascii(",\"traffic\":{\"bytes\":");
    private static final byte[] BYTES_IN = ascii(",\"bytes_in\":");
    private static final byte[] BYTES_OUT = ascii(",\"bytes_out\":");
    private static final byte[] PACKETS_IN = ascii(",\"packets_in\":");
    private static final byte[] PACKETS_OUT = ascii(",\"packets_out\":");

    private TrafficMembers() {}

    /**
     * Adds to an end's object of ECS what that end has sent, where that is known.
     *
     * @param peers whether it is the peer's end
     */
    public static void ofEnd(@Nullable Traffic traffic, boolean peers, JsonBytes out) {
        if (traffic == null) {
            return;
        }
        out.raw(BYTES).number(peers ? traffic.received() : traffic.sent());
        out.raw(PACKETS).number(peers ? traffic.segmentsReceived() : traffic.segmentsSent());
    }

    /** Adds to the object {@code network} of ECS what both ends have sent, where that is known. */
    public static void ofNetwork(@Nullable Traffic traffic, JsonBytes out) {
        if (traffic == null) {
            return;
        }
        out.raw(BYTES).number(traffic.sent() + traffic.received());
        out.raw(PACKETS).number(traffic.segmentsSent() + traffic.segmentsReceived());
    }

    /**
     * Adds the object {@code traffic} of OCSF, in which out is what the source has sent, whichever end that is.
     *
     * @param inbound whether the peer is the source
     */
    public static void traffic(Traffic traffic, boolean inbound, JsonBytes out) {
        out.raw(TRAFFIC).number(traffic.sent() + traffic.received());
        out.raw(BYTES_IN).number(inbound ? traffic.sent() : traffic.received());
        out.raw(BYTES_OUT).number(inbound ? traffic.received() : traffic.sent());
        out.raw(PACKETS).number(traffic.segmentsSent() + traffic.segmentsReceived());
        out.raw(PACKETS_IN).number(inbound ? traffic.segmentsSent() : traffic.segmentsReceived());
        out.raw(PACKETS_OUT).number(inbound ? traffic.segmentsReceived() : traffic.segmentsSent());
        out.character('}');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
