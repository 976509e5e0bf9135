package io.connflux.stream.websocket.server;

import io.connflux.stream.websocket.query.SubscriptionRequest;
import org.jspecify.annotations.Nullable;

/** The id of an event of a text/event-stream: {@code TOKEN-SEQ}, which a browser gives back when it reconnects. */
final class LastEventId {

    private LastEventId() {}

    /**
     * What a browser means that reconnects by itself.
     *
     * @throws IllegalArgumentException where the id is none of ours
     */
    static SubscriptionRequest resumed(SubscriptionRequest asked, @Nullable String lastEventId) {
        if (lastEventId == null) {
            return asked;
        }
        if (!lastEventId.matches("[0-9a-f]{1,64}-[0-9]{1,18}")) {
            throw new IllegalArgumentException("Last-Event-ID '" + lastEventId + "' is none that this server gave");
        }
        int dash = lastEventId.indexOf('-');
        return asked.resuming(lastEventId.substring(0, dash), Long.parseLong(lastEventId.substring(dash + 1)));
    }
}
