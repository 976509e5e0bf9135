package io.connflux.stream.decode;

import java.time.Instant;

/** A line of an event that this version does not know: of a kind, or of a protocol, that came later. It can be passed over. */
public final class UnknownEventException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final long seq;
    private final Instant time;

    UnknownEventException(long seq, Instant time, String what) {
        super(what);
        this.seq = seq;
        this.time = time;
    }

    /** The line's number: what follows it goes on from there. */
    public long seq() {
        return seq;
    }

    /** The line's time. */
    public Instant time() {
        return time;
    }

    /** A later version may send a thousand a second, and where this was made is no news. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
