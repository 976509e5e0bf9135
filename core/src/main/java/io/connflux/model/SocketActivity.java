package io.connflux.model;

/**
 * The columns of a row that tell what a socket is doing, under the names of the files' header line. The units are the
 * kernel's ({@code get_tcp4_sock} in {@code net/ipv4/tcp_ipv4.c}, {@code udp4_format_sock} in {@code net/ipv4/udp.c}).
 *
 * @param txQueue {@code tx_queue}: bytes written and not yet acknowledged
 * @param rxQueue {@code rx_queue}: bytes received and not yet read; for a listener the length of its accept queue
 * @param timer {@code tr}: 0 none, 1 retransmit, 2 another (keepalive, delayed ack), 3 TIME_WAIT, 4 zero window probe
 * @param when {@code tm->when}: ticks of 1/100 s until the timer expires
 * @param retransmits {@code retrnsmt}: unrecovered retransmit timeouts
 * @param timeout {@code timeout}: unanswered window probes
 * @param drops {@code drops}: datagrams dropped since the socket was made; 0 for TCP
 */
public record SocketActivity(
        long txQueue, long rxQueue, int timer, long when, long retransmits, int timeout, long drops) {

    /** A socket at rest. */
    public static final SocketActivity NONE = new SocketActivity(0, 0, 0, 0, 0, 0, 0);
}
