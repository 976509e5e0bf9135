package io.connflux.cli.text.line;

/**
 * How wide the columns of connections are. Those that are sized to what is seen grow with it, so that short endpoints stand
 * beside each other without holes between them. One thread at a time.
 */
final class Columns {

    /** The longest IPv4 endpoint, 255.255.255.255:65535. */
    static final int IPV4 = 21;

    /** The longest IPv6 endpoint that is not a mapped one, rounded down: wider columns only push the state away. */
    private static final int WIDEST = 46;

    /** 127.0.0.1:57860 */
    private static final int USUAL = 15;

    /** ESTABLISHED → CLOSE_WAIT */
    private static final int WIDEST_STATE = 24;

    private final boolean growing;
    private int local;
    private int remote;
    private int state;

    private Columns(boolean growing, int end) {
        this.growing = growing;
        this.local = end;
        this.remote = end;
    }

    /** For lines that know nothing of each other. */
    static Columns fixed() {
        return new Columns(false, IPV4);
    }

    /** For lines below each other. */
    static Columns seen() {
        return new Columns(true, USUAL);
    }

    /** Takes in a line. */
    void see(int localLength, int remoteLength, int stateLength) {
        if (growing) {
            local = Math.max(local, localLength);
            remote = Math.max(remote, remoteLength);
            state = Math.max(state, Math.min(WIDEST_STATE, stateLength));
        }
    }

    /** @param width of the whole line */
    int local(int width) {
        return Math.min(local, most(width));
    }

    /** @param width of the whole line */
    int remote(int width) {
        return Math.min(remote, most(width));
    }

    int state() {
        return state;
    }

    private static int most(int width) {
        return width == Integer.MAX_VALUE ? WIDEST : Math.max(IPV4, Math.min(WIDEST, (width - 56) / 2 + 9));
    }
}
