package io.connflux.track.align;

/** Tells quickly, and at times too readily, whether a key is one of a few: a bit for each of 65,536 hashes. */
public final class KeyFilter {

    private final long[] bits = new long[1 << 10];
    private boolean empty = true;

    public void add(int hash) {
        empty = false;
        bits[(hash >>> 6) & 0x3FF] |= 1L << hash;
    }

    public boolean mayContain(int hash) {
        return (bits[(hash >>> 6) & 0x3FF] & (1L << hash)) != 0;
    }

    public boolean isEmpty() {
        return empty;
    }
}
