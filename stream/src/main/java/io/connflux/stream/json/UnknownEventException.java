package io.connflux.stream.json;

/** A line of an event that this version does not know: of a kind, or of a protocol, that came later. It can be passed over. */
public final class UnknownEventException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final long seq;

    UnknownEventException(long seq, String what) {
        super(what);
        this.seq = seq;
    }

    /** The line's number: what follows it goes on from there. */
    public long seq() {
        return seq;
    }

    /** A later version may send a thousand a second, and where this was made is no news. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
