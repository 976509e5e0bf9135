package io.connflux.stream.websocket.server;

import io.connflux.stream.websocket.wire.Framing;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** In which form a client that makes no WebSocket of it takes the events. */
final class AcceptHeader {

    private static final String SERVER_SENT = "text/event-stream";

    /** What a browser asks for where its user opens a URL: neither form is anything to look at. */
    private static final String PAGE = "text/html";

    /** All that lines of JSON may pass for; {@code curl} asks for anything. */
    private static final List<String> LINES = List.of(
            "*/*",
            "application/*",
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-jsonlines",
            "application/json");

    private AcceptHeader() {}

    /** Null where it takes neither. An empty header, or none, takes anything. */
    static @Nullable Framing framing(String header) {
        List<String> types = Stream.of(header.toLowerCase(Locale.ROOT).split(",", -1))
                .filter(part -> !part.matches(".*;\\s*q=0(\\.0*)?\\s*"))
                .map(part -> part.replaceFirst(";.*", "").strip())
                .toList();
        if (types.contains(SERVER_SENT)) {
            return Framing.SERVER_SENT;
        }
        boolean lines =
                header.isBlank() || (!types.contains(PAGE) && types.stream().anyMatch(LINES::contains));
        return lines ? Framing.LINES : null;
    }
}
