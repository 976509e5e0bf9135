package io.connflux.model;

/** Who began a connection, judged when it was first seen. Absent rather than guessed. */
public enum Direction {
    /** The peer: a listener waits at the local address and port, or did at the poll before. For UDP another socket without a peer. */
    INBOUND,
    /**
     * This host. It was seen calling ({@code SYN_SENT}), or its peer is a listener of this host, or nobody waited at its local
     * address and port when it opened.
     */
    OUTBOUND,
    /**
     * A listener or an unconnected UDP socket; or nothing proves it. A connection that was there at the start, or when its file
     * could be read again, may have outlived its listener; one UDP socket may call and answer; both ends may have a listener.
     */
    UNKNOWN
}
