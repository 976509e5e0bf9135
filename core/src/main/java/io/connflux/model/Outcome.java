package io.connflux.model;

import java.util.Locale;

/** How a TCP connection ended, or an attempt at one; known only where somebody saw it end, as no poll does. */
public enum Outcome {
    /** In order: nothing was reset, and nobody gave up, as far as this host had a socket for it. */
    CLOSED,
    /** The peer answered the attempt with a reset: nobody listens there. */
    REFUSED,
    /** Nothing came back, to an attempt or to what was sent, until the kernel gave up. */
    TIMED_OUT,
    /** A router or this host said that there is no way to the peer. */
    UNREACHABLE,
    /** The peer reset it. */
    RESET_BY_PEER,
    /** This host reset it: it was closed with unread data or with a linger time of 0, or its process was killed so. */
    RESET_HERE;

    /** The word in every output: {@code timed-out}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
