package consumer;

import io.connflux.procfs.ProcNet;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.websocket.RunningServer;
import io.connflux.stream.websocket.WebSocketPush;
import io.connflux.stream.websocket.WebSocketServer;
import io.connflux.stream.websocket.WebSocketSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Uses all of the library, with BlockHound in the JVM, and prints what blocked a thread that must not. */
public final class Blocking {

    private static final int EVENTS = 10;
    private static final Duration LONG = Duration.ofSeconds(30);

    /** By the method, with where it was called from. */
    private static final Map<String, String> BLOCKED = new ConcurrentHashMap<>();

    public static void main(String[] arguments) throws Exception {
        BlockHound.install(builder -> builder.blockingMethodCallback(Blocking::found));
        Mono.fromRunnable(Blocking::sleep).subscribeOn(Schedulers.parallel()).block();
        if (BLOCKED.isEmpty()) {
            throw new IllegalStateException("BlockHound sees nothing");
        }
        BLOCKED.clear();
        Thread changes = new Thread(() -> change(Path.of(arguments[0], "net", "tcp")));
        changes.setDaemon(true);
        changes.start();
        ConnectionStream stream = ConnectionStream.over(ProcNet.at(Path.of(arguments[0])))
                .every(Duration.ofMillis(20))
                .existing(true);
        for (int round = 0; round < 2; round++) {
            take("events", stream.events());
            take("batches", stream.batches());
            take("snapshots", stream.snapshots());
        }
        network(stream);
        BLOCKED.forEach((method, stack) -> System.out.println("blocked: " + method + stack));
        System.out.println("end");
    }

    private static void network(ConnectionStream stream) throws Exception {
        RunningServer server =
                WebSocketServer.over(stream).listen("127.0.0.1", 0).start().block(LONG);
        String there = "127.0.0.1:" + server.address().getPort();
        WebSocketSource source = WebSocketSource.at(URI.create("ws://" + there)).existing(true);
        for (int round = 0; round < 2; round++) {
            take("source", source.events());
        }
        for (String path : new String[] {"/", "/snapshot", "/healthz", "/metrics"}) {
            System.out.println(path + " " + answer(there + path, "*/*", Integer.MAX_VALUE));
        }
        for (String type : new String[] {"application/x-ndjson", "text/event-stream"}) {
            System.out.println(type + " " + answer(there + "/events", type, 2_000));
        }
        DisposableServer collector = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.ws("/in", (in, out) -> in.receive().then()))
                .bindNow();
        WebSocketPush.to(URI.create("ws://127.0.0.1:" + collector.port() + "/in"))
                .until(Mono.delay(Duration.ofMillis(200)).then())
                .write(stream.batches())
                .block(LONG);
        collector.disposeNow();
        server.stop().block(LONG);
    }

    /** The status, when so many bytes of the body have come, or all. */
    private static int answer(String where, String type, int bytes) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + where)).header("Accept", type).build();
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            body.readNBytes(bytes);
        }
        return response.statusCode();
    }

    /** A subscriber that blocks; where a thread must not, Reactor refuses. */
    private static void take(String what, Flux<?> elements) {
        elements.doOnNext(element -> Mono.delay(Duration.ofMillis(2)).block())
                .take(EVENTS)
                .blockLast(LONG);
        System.out.println(what);
    }

    /** One connection comes, and goes. */
    private static void change(Path file) {
        try {
            String all = Files.readString(file);
            String fewer = all.substring(0, all.lastIndexOf('\n', all.length() - 2) + 1);
            for (boolean there = false; ; there = !there) {
                Path next = Files.writeString(file.resolveSibling("next"), there ? all : fewer);
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
                sleep();
            }
        } catch (IOException e) {
            BLOCKED.put("nothing changes: " + e, "");
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(15);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void found(BlockingMethod method) {
        String stack = Arrays.stream(new Throwable().getStackTrace())
                .skip(2)
                .map(frame -> "\n  " + frame)
                .collect(Collectors.joining());
        BLOCKED.putIfAbsent(method + " in " + Thread.currentThread().getName(), stack);
    }
}
