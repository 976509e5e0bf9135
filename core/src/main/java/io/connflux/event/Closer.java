package io.connflux.event;

import io.connflux.model.Outcome;
import io.connflux.model.SocketState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which end of a connection closed it first. */
public enum Closer {
    /** This host's end: it said that it was done before it heard so of the peer. */
    LOCAL,
    /** The peer. */
    REMOTE;

    /**
     * Who it was by the path of states, of which each of these is on one side alone ({@code tcp_fin}, {@code tcp_close_state}).
     *
     * @param last in which the connection was seen
     * @param outcome how it ended, where that was seen: of one that was open until then, who reset it closed it
     * @return null where that proves nothing: a connection that closed between two polls, or both ends at once
     */
    static @Nullable Closer of(SocketState last, @Nullable Outcome outcome) {
        return switch (last) {
            case FIN_WAIT1, FIN_WAIT2, TIME_WAIT -> LOCAL;
            case CLOSE_WAIT, LAST_ACK -> REMOTE;
            case ESTABLISHED, SYN_RECV -> outcome == null ? null : ofReset(outcome);
            default -> null;
        };
    }

    private static @Nullable Closer ofReset(Outcome outcome) {
        return switch (outcome) {
            case RESET_BY_PEER -> REMOTE;
            case RESET_HERE -> LOCAL;
            default -> null;
        };
    }

    /** The word in every output. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
