package io.connflux.stream.json;

import io.connflux.model.Traffic;

/** What a connection says of what it carried. */
public final class TrafficFields {

    private TrafficFields() {}

    /**
     * Adds it.
     *
     * @param before what stands before its key: a comma, and white space where lines are not all
     */
    public static void append(Traffic traffic, String before, JsonBytes out) {
        out.ascii(before).ascii("\"traffic\":{\"sent\":").number(traffic.sent());
        out.ascii(",\"received\":").number(traffic.received());
        out.ascii(",\"segments_sent\":").number(traffic.segmentsSent());
        out.ascii(",\"segments_received\":").number(traffic.segmentsReceived());
        out.ascii(",\"retransmitted\":").number(traffic.retransmitted());
        out.ascii(",\"rtt_us\":").number(traffic.rttMicros());
        Traffic.Rate rate = traffic.rate();
        if (rate != null) {
            out.ascii(",\"sent_per_s\":").number(rate.sent());
            out.ascii(",\"received_per_s\":").number(rate.received());
        }
        out.character('}');
    }
}
