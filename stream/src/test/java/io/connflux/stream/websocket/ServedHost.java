package io.connflux.stream.websocket;

import io.connflux.fixture.Host;
import io.connflux.stream.ConnectionStream;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A test of a server of a host that it scripts. */
abstract class ServedHost {

    final Host host;
    RunningServer server;

    /** @param connections how many the host has, at the ports from 1 on */
    ServedHost(int connections) {
        host = new Host().open(1, connections);
    }

    /** Starts one on some port of this machine that polls every 20 ms, and gives the port. */
    int serve(UnaryOperator<WebSocketServer> settings) {
        return start(settings.apply(polling(Duration.ofMillis(20))));
    }

    /** One that is not started, on some port of this machine. */
    WebSocketServer polling(Duration interval) {
        return WebSocketServer.over(ConnectionStream.over(host).every(interval)).listen("127.0.0.1", 0);
    }

    /** Starts one that ends with the test, and gives its port. */
    int start(WebSocketServer settings) {
        server = settings.start().block(Duration.ofMinutes(1));
        return server.address().getPort();
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.stop().block(Duration.ofMinutes(1));
        }
    }
}
