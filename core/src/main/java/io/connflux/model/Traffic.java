package io.connflux.model;

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
 */
public record Traffic(
        long sent, long received, long segmentsSent, long segmentsReceived, long retransmitted, long rttMicros) {}
