package io.connflux.stream.websocket;

import io.connflux.stream.websocket.delivery.Eviction;
import io.connflux.stream.websocket.server.Health;
import io.connflux.stream.websocket.server.access.Origin;
import io.connflux.stream.websocket.server.answer.AnswersUnderWay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link WebSocketServer} was told. Changed only before the sink that has it is made. */
final class ServerSettings implements Cloneable {
    /** How long a connection may take to say what it wants. Too low cuts slow networks off, too high keeps the idle. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    String host = "127.0.0.1";
    int port = 7411;

    @Nullable
    String token;

    Set<Origin> origins = Set.of();
    Set<String> hosts = Set.of();

    @Nullable
    Path certificate;

    @Nullable
    Path key;

    int maxSubscribers = 1_024;
    Duration grace = Duration.ofMinutes(1);
    Duration pingEvery = Duration.ofSeconds(20);
    Duration handshake = HANDSHAKE;
    long heldBytes = Eviction.ofHeap();
    AnswersUnderWay answers = new AnswersUnderWay();
    Duration dead = Health.DEAD;

    ServerSettings copy() {
        try {
            return (ServerSettings) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("it is cloneable", e);
        }
    }
}
