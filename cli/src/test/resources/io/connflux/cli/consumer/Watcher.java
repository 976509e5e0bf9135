package consumer;

import io.connflux.event.ConnectionEvent;
import io.connflux.procfs.ProcNet;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.netlink.SockDiagSource;
import io.connflux.stream.sink.LineSink;
import io.connflux.stream.websocket.WebSocketPush;
import io.connflux.stream.websocket.WebSocketServer;
import io.connflux.stream.websocket.WebSocketSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;

/** Prints the events of a host, and what it is told where it asks for what is optional. */
public final class Watcher {

    public static void main(String[] arguments) {
        Path proc = Path.of(arguments[0]);
        ConnectionStream stream = ConnectionStream.over(ProcNet.at(proc))
                .every(Duration.ofMillis(20))
                .existing(true);
        stream.events()
                .doOnNext(event -> {
                    if (event instanceof ConnectionEvent.Baseline) {
                        removeLastRow(proc.resolve("net/tcp"));
                    }
                })
                .takeUntil(event -> event instanceof ConnectionEvent.Closed)
                // That a poll was too fast for it is a matter of the machine.
                .filter(event -> !(event instanceof ConnectionEvent.Stats))
                .doOnNext(event -> System.out.println(event.name()))
                .blockLast();
        LineSink.to(System.out).limit(1).write(stream.batches()).block();
        URI elsewhere = URI.create("ws://127.0.0.1:7411");
        tryAll(
                () -> WebSocketServer.over(stream).start().block(),
                () -> WebSocketSource.at(elsewhere).events().blockLast(),
                () -> WebSocketSource.at(elsewhere).batches().blockLast(),
                () -> WebSocketPush.to(elsewhere).write(stream.batches()).block(),
                SockDiagSource::ofThisHost);
    }

    private static void removeLastRow(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            Files.write(file, lines.subList(0, lines.size() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tryAll(Runnable... uses) {
        Flux.fromArray(uses).toIterable().forEach(use -> {
            try {
                use.run();
                System.out.println("it works");
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        });
    }
}
