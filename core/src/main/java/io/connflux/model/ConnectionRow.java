package io.connflux.model;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection, told without an object for it: so that of a great table only those rows become a {@link
 * Connection} that are chosen. A table gives one such object for all of its rows, which is another connection at each: ask it
 * where it is given, and keep it nowhere. One thread.
 */
public interface ConnectionRow {

    /** In place of a time, where it is not known. */
    long UNKNOWN_TIME = Long.MIN_VALUE;

    /** A connection as a row. */
    static ConnectionRow of(Connection connection) {
        return new SingleRow(connection);
    }

    Protocol protocol();

    /** {@link Address#high} of this host's end. Its family is that of the {@link #protocol}. */
    long localHigh();

    /** {@link Address#low} of this host's end. */
    long localLow();

    int localPort();

    /** {@link Address#high} of the peer. */
    long remoteHigh();

    /** {@link Address#low} of the peer. */
    long remoteLow();

    int remotePort();

    SocketState state();

    /** As {@link Connection#uid}. */
    long uid();

    /** As {@link Connection#inode}. */
    long inode();

    /** As {@link Connection#direction}. */
    Direction direction();

    /** As {@link Connection#owner}. */
    @Nullable
    Owner owner();

    /** As {@link Connection#namespace}. */
    NetworkNamespace namespace();

    /** As {@link Connection#id}. Unlike all others it may be made for whoever asks. */
    String id();

    /** {@link Connection#opened} in milliseconds since 1970, or {@link #UNKNOWN_TIME}. */
    long openedMillis();
}
