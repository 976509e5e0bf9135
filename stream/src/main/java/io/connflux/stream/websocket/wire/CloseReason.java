package io.connflux.stream.websocket.wire;

/** Why a connection ends, as its client is told (RFC 6455 section 7.4.1). */
public enum CloseReason {
    GOING_AWAY(1001, "the server stops"),
    UNWANTED_DATA(1003, "this server takes no messages"),
    TAKEN_OVER(1008, "resumed by another connection"),
    FAILED(1011, "the host's connections cannot be read"),
    TOO_FAR_BEHIND(1013, "too far behind to be waited for"),
    NO_ROOM(1013, "the server's heap is full"),
    /** Nobody is there to hear it. */
    SILENT(1006, "");

    private final int code;
    private final String reason;

    CloseReason(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** Whether whoever is there, if anybody, does not read: the connection ends at once where it cannot be told why. */
    public boolean leavesNoWord() {
        return this == TOO_FAR_BEHIND || this == NO_ROOM || this == SILENT;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }
}
