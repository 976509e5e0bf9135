package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Outcome;
import io.connflux.model.SocketState;
import io.connflux.stream.encode.field.Kind;
import org.jspecify.annotations.Nullable;

/** The {@code activity_id} of OCSF's Network Activity; what that has no number for is 99 with a name. */
enum OcsfActivity {
    OPEN(1, null),
    CLOSE(2, null),
    RESET(3, null),
    FAIL(4, null),
    REFUSE(5, null),
    LISTEN(7, null),
    EXISTING(99, "Existing"),
    STATE_CHANGE(99, "State Change"),
    OWNER_CHANGE(99, "Owner Change"),
    BASELINE(99, "Baseline"),
    LOST(99, "Lost"),
    UNREADABLE(99, "Unreadable"),
    STATISTICS(99, "Statistics");

    private final String members;

    OcsfActivity(int id, @Nullable String name) {
        members = "},\"category_uid\":4,\"class_uid\":4001,\"activity_id\":" + id + ",\"type_uid\":" + (400_100 + id)
                + (name == null ? "" : ",\"activity_name\":\"" + name + "\"");
    }

    static OcsfActivity of(ConnectionEvent event) {
        return switch (Kind.of(event)) {
            case EXISTING -> EXISTING;
            case OPENED -> ((ConnectionEvent.Opened) event).connection().isListener() ? LISTEN : OPEN;
            case STATE_CHANGED -> STATE_CHANGE;
            case OWNER_CHANGED -> OWNER_CHANGE;
            case CLOSED -> ofClosed((ConnectionEvent.Closed) event);
            case BASELINE -> BASELINE;
            case LOST -> LOST;
            case UNREADABLE -> UNREADABLE;
            case STATS -> STATISTICS;
        };
    }

    private static OcsfActivity ofClosed(ConnectionEvent.Closed closed) {
        Outcome outcome = closed.outcome();
        if (outcome == null) {
            return CLOSE;
        }
        return switch (outcome) {
            case CLOSED -> CLOSE;
            case REFUSED -> REFUSE;
            case UNREACHABLE -> FAIL;
            // An attempt failed; what had been open was given up.
            case TIMED_OUT -> closed.connection().state() == SocketState.SYN_SENT ? FAIL : CLOSE;
            case RESET_BY_PEER, RESET_HERE -> RESET;
        };
    }

    /** The members of a line that say so. */
    String members() {
        return members;
    }
}
