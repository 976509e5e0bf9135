package io.connflux.stream.state.stored;

import java.io.IOException;

/** A file that is none of ours, or has been changed since it was written. */
public final class DamagedStateException extends IOException {

    private static final long serialVersionUID = 1;

    /** @param at the byte at which that was found */
    public DamagedStateException(String why, int at) {
        super(why + " (byte " + at + ")");
    }
}
