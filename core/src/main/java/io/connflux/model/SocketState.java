package io.connflux.model;

/**
 * The state of a socket. The names are the kernel's ({@code include/net/tcp_states.h}); UDP has two of its own, because the
 * number that means {@code CLOSE} for TCP means "not connected" there.
 */
@SuppressWarnings("EnumOrdinal") // the ordinals are the kernel's numbers
public enum SocketState {
    UNKNOWN,
    ESTABLISHED,
    SYN_SENT,
    SYN_RECV,
    FIN_WAIT1,
    FIN_WAIT2,
    TIME_WAIT,
    CLOSE,
    CLOSE_WAIT,
    LAST_ACK,
    LISTEN,
    CLOSING,
    /** A UDP socket without a peer. */
    UNCONNECTED;

    private static final SocketState[] BY_NUMBER = values();

    /** The states that may come after each state, itself included; a state never goes back. Indexed by ordinal. */
    private static final int[] FOLLOWERS = followers();

    /**
     * The state behind a number of the {@code st} column.
     *
     * @param number the column's value, 0 to 255; {@link #UNKNOWN} where the kernel has no name for it
     */
    public static SocketState of(Protocol protocol, int number) {
        if (!protocol.isTcp()) {
            return number == 7 ? UNCONNECTED : number == 1 ? ESTABLISHED : UNKNOWN;
        }
        return number >= 1 && number <= 11 ? BY_NUMBER[number] : UNKNOWN;
    }

    /** The number that the kernel prints for this state; 0 for {@link #UNKNOWN}. */
    public int number() {
        return this == UNCONNECTED ? 7 : ordinal();
    }

    /**
     * Whether one and the same connection can be in {@code next} after this state, states in between left out. False means
     * that the tuple was used again.
     */
    public boolean mayBecome(SocketState next) {
        return (FOLLOWERS[ordinal()] & (1 << next.ordinal())) != 0;
    }

    private static int[] followers() {
        int[] of = new int[BY_NUMBER.length];
        int end = set(CLOSE);
        int timeWait = end | set(TIME_WAIT);
        int afterFin = timeWait | set(FIN_WAIT2, CLOSING);
        int afterPeerFin = end | set(CLOSE_WAIT, LAST_ACK);
        int established = set(ESTABLISHED, FIN_WAIT1) | afterFin | afterPeerFin;
        of[SYN_SENT.ordinal()] = set(SYN_SENT, SYN_RECV) | established;
        of[SYN_RECV.ordinal()] = set(SYN_RECV) | established;
        of[ESTABLISHED.ordinal()] = established;
        of[FIN_WAIT1.ordinal()] = set(FIN_WAIT1) | afterFin;
        of[FIN_WAIT2.ordinal()] = set(FIN_WAIT2) | timeWait;
        of[CLOSING.ordinal()] = set(CLOSING) | timeWait;
        of[TIME_WAIT.ordinal()] = timeWait;
        of[CLOSE_WAIT.ordinal()] = afterPeerFin;
        of[LAST_ACK.ordinal()] = end | set(LAST_ACK);
        of[CLOSE.ordinal()] = end;
        of[LISTEN.ordinal()] = set(LISTEN) | end;
        of[UNCONNECTED.ordinal()] = set(UNCONNECTED, ESTABLISHED);
        int all = (1 << of.length) - 1;
        of[UNKNOWN.ordinal()] = all;
        for (int i = 0; i < of.length; i++) {
            of[i] |= set(UNKNOWN);
        }
        return of;
    }

    private static int set(SocketState... states) {
        int bits = 0;
        for (SocketState state : states) {
            bits |= 1 << state.ordinal();
        }
        return bits;
    }
}
