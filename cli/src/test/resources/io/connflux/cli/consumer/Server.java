package consumer;

import io.connflux.procfs.ProcNet;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.websocket.RunningServer;
import io.connflux.stream.websocket.WebSocketServer;
import io.connflux.stream.websocket.WebSocketSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Serves the events of a host, and prints them as another host would. */
public final class Server {

    public static void main(String[] arguments) throws IOException {
        ConnectionStream stream = ConnectionStream.over(ProcNet.at(Path.of(arguments[0])));
        WebSocketServer sink;
        try {
            sink = WebSocketServer.over(stream);
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
            return;
        }
        RunningServer server = sink.listen("127.0.0.1", 0).start().block();
        WebSocketSource.at(URI.create("ws://127.0.0.1:" + server.address().getPort()))
                .existing(true)
                .events()
                .take(3)
                .doOnNext(event -> System.out.println(event.name()))
                .blockLast();
        URI metrics = URI.create("http://127.0.0.1:" + server.address().getPort() + "/metrics");
        try (InputStream answer = metrics.toURL().openStream()) {
            String text = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            System.out.println("/metrics tells of " + (text.contains("\nconnflux_subscribers ") ? "subscribers" : text));
        }
        server.stop().block();
    }
}
