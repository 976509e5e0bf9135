package io.connflux.model;

/** Who began a connection, judged when it was first seen. */
public enum Direction {
    /** A listener (or an unconnected UDP socket) owned the local port. */
    INBOUND,
    /** Nobody listened on the local port. */
    OUTBOUND,
    /** A listener, an unconnected UDP socket, or the file that would name the listener could not be read. */
    UNKNOWN
}
