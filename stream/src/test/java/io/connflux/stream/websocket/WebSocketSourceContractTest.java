package io.connflux.stream.websocket;

import static org.awaitility.Awaitility.await;

import io.connflux.fixture.EventSourceContract;
import io.connflux.fixture.Host;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.EventSource;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A host that a server tells of is a source as this one is. */
class WebSocketSourceContractTest implements EventSourceContract {

    private final Host host = new Host();
    private RunningServer server;

    @BeforeEach
    void serve() {
        server = WebSocketServer.over(ConnectionStream.over(host).every(Duration.ofMillis(5)))
                .listen("127.0.0.1", 0)
                .start()
                .block(LONG);
    }

    @AfterEach
    void stop() {
        server.stop().block(LONG);
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public EventSource source() {
        looked();
        return WebSocketSource.at(
                URI.create("ws://127.0.0.1:" + server.address().getPort()));
    }

    @Override
    public void looked() {
        int port = server.address().getPort();
        await().until(() -> Requests.get(port, "/snapshot").split("\"local\"", -1).length - 1
                == host.ports().size());
    }

    @Override
    public List<String> threads() {
        return List.of("connflux-client", "connflux-remote");
    }
}
