package io.connflux.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A connection that there is already, as a row. */
record SingleRow(Connection connection) implements ConnectionRow {

    private static final long MAX_SECONDS = Long.MAX_VALUE / 2000;

    @Override
    public Protocol protocol() {
        return connection.protocol();
    }

    @Override
    public long localHigh() {
        return connection.local().address().high();
    }

    @Override
    public long localLow() {
        return connection.local().address().low();
    }

    @Override
    public int localPort() {
        return connection.local().port();
    }

    @Override
    public long remoteHigh() {
        return connection.remote().address().high();
    }

    @Override
    public long remoteLow() {
        return connection.remote().address().low();
    }

    @Override
    public int remotePort() {
        return connection.remote().port();
    }

    @Override
    public SocketState state() {
        return connection.state();
    }

    @Override
    public long uid() {
        return connection.uid();
    }

    @Override
    public long inode() {
        return connection.inode();
    }

    @Override
    public Direction direction() {
        return connection.direction();
    }

    @Override
    public @Nullable Owner owner() {
        return connection.owner();
    }

    @Override
    public NetworkNamespace namespace() {
        return connection.namespace();
    }

    @Override
    public String id() {
        return connection.id();
    }

    @Override
    public long openedMillis() {
        Instant opened = connection.opened();
        if (opened == null) {
            return UNKNOWN_TIME;
        }
        // A time that no clock has shown, of a test for example, may be one that milliseconds have no room for.
        long seconds = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, opened.getEpochSecond()));
        return seconds * 1000 + opened.getNano() / 1_000_000;
    }
}
