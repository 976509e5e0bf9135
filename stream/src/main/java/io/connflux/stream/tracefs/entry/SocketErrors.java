package io.connflux.stream.tracefs.entry;

import io.connflux.model.Outcome;
import io.connflux.model.SocketState;
import org.jspecify.annotations.Nullable;

/** What an error of a TCP socket says of its end. The numbers are those of {@code asm-generic/errno.h}, of all hosts but MIPS, Alpha, SPARC and PA-RISC. */
final class SocketErrors {

    private static final int EACCES = 13;
    private static final int EPIPE = 32;
    private static final int ENONET = 64;
    private static final int ENOPROTOOPT = 92;
    private static final int ENETUNREACH = 101;
    private static final int ECONNRESET = 104;
    private static final int ETIMEDOUT = 110;
    private static final int ECONNREFUSED = 111;
    private static final int EHOSTDOWN = 112;
    private static final int EHOSTUNREACH = 113;

    private SocketErrors() {}

    /** How one ended with an error in a state; null where that is no proof. */
    static @Nullable Outcome outcome(int error, SocketState before) {
        return switch (error) {
            case ETIMEDOUT -> Outcome.TIMED_OUT;
            // What a router may answer: icmp_err_convert of net/ipv4/icmp.c, tab_unreach of net/ipv6/icmp.c.
            case EACCES, ENONET, ENOPROTOOPT, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH -> Outcome.UNREACHABLE;
            case ECONNREFUSED -> before == SocketState.SYN_SENT ? Outcome.REFUSED : null;
            case ECONNRESET, EPIPE -> before == SocketState.SYN_SENT ? null : Outcome.RESET_BY_PEER;
            default -> null;
        };
    }

    /**
     * How one ended of which no error and no reset was told; null where that is no proof. From {@code FIN_WAIT2} the kernel goes to
     * {@code CLOSE} as soon as a row is left behind that waits for the peer's end.
     */
    static @Nullable Outcome outcomeWithout(SocketState before) {
        return switch (before) {
            case LAST_ACK, FIN_WAIT2, CLOSING -> Outcome.CLOSED;
            default -> null;
        };
    }
}
