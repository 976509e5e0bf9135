package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.cli.exit.ExitStatus;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** {@code watch --to} takes the options that are for lines, wherever these go. */
class WatchToTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicInteger closeCode = new AtomicInteger();

    private volatile Duration late = Duration.ZERO;
    /** Whether it goes for good behind the first line, which it has not acknowledged. */
    private volatile boolean leaves;

    private final DisposableServer collector = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle((asked, answer) ->
                    Mono.delay(late).then(Mono.defer(() -> answer.sendWebsocket(this::collect, acknowledging()))))
            .bindNow();

    @TempDir
    private Path files;

    /** Pings that are left to the handler are answered by nobody. */
    private WebsocketServerSpec acknowledging() {
        return WebsocketServerSpec.builder().handlePing(leaves).build();
    }

    private Mono<Void> collect(WebsocketInbound in, WebsocketOutbound answers) {
        in.receiveCloseStatus().subscribe(status -> closeCode.set(status.code()));
        return in.receiveFrames()
                .ofType(TextWebSocketFrame.class)
                .doOnNext(frame -> lines.add(frame.text()))
                .takeUntil(frame -> leaves)
                .doOnComplete(this::leave)
                .then();
    }

    private void leave() {
        if (leaves) {
            collector.dispose();
        }
    }

    @AfterEach
    void end() {
        collector.disposeNow();
    }

    private ExitStatus push(Path proc, String... options) {
        List<String> all = new ArrayList<>(
                List.of("watch", "--proc", proc.toString(), "--to", "ws://127.0.0.1:" + collector.port() + "/in"));
        all.addAll(List.of(options));
        return Connflux.run(out, new PrintStream(err, true, StandardCharsets.UTF_8), all.toArray(String[]::new));
    }

    private Path oneListener() throws java.io.IOException {
        Files.createDirectories(files.resolve("net"));
        Files.writeString(
                files.resolve("net/tcp"),
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
                        + "   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 7 1 0"
                        + " 100 0 0 10 0\n");
        return files;
    }

    private Path onlyThisProcess() throws java.io.IOException {
        ChosenProcesses processes = new ChosenProcesses(files);
        processes.add(ProcessHandle.current());
        return processes.path();
    }

    @Test
    void it_ends_after_its_count_when_the_collector_has_all_lines() throws Exception {
        assertThat(push(oneListener(), "--existing", "--count", "2", "--protocol", "tcp"))
                .isEqualTo(ExitStatus.OK);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("{\"event\":\"existing\",\"seq\":1,");
        assertThat(lines.get(1))
                .startsWith("{\"event\":\"baseline\",\"seq\":2,")
                .contains("\"tcp\":1");
        await().until(() -> closeCode.get() == 1001);
        assertThat(out.size()).isZero();
    }

    @Test
    void it_ends_after_its_time_which_begins_when_the_collector_takes_it() throws Exception {
        late = Duration.ofSeconds(3);
        assertThat(push(oneListener(), "--for", "2s", "--protocol", "tcp")).isEqualTo(ExitStatus.OK);
        assertThat(lines).singleElement().asString().contains("\"baseline\"");
        await().until(() -> closeCode.get() == 1001);
    }

    @Test
    void what_the_collector_may_lack_is_said_and_a_failure() throws Exception {
        leaves = true;
        assertThat(push(oneListener(), "--for", "1s", "--protocol", "tcp")).isEqualTo(ExitStatus.FAILURE);
        assertThat(lines).hasSize(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("connflux: ws://127.0.0.1:" + collector.port()
                        + "/in has not acknowledged the last line, and may lack it\n");
    }

    @Test
    void counters_are_lines_of_it() throws Exception {
        assertThat(push(oneListener(), "--interval", "20ms", "--stats", "20ms", "--count", "3", "--protocol", "tcp"))
                .isEqualTo(ExitStatus.OK);
        assertThat(lines).hasSize(3);
        assertThat(lines.subList(1, 3)).allMatch(line -> line.startsWith("{\"event\":\"stats\""));
    }

    @Test
    void one_process_can_be_chosen() throws Exception {
        long here = ProcessHandle.current().pid();
        assertThat(push(
                        onlyThisProcess(),
                        "--existing",
                        "--count",
                        "2",
                        "--interval",
                        TestHost.ONE_POLL,
                        "--pid",
                        Long.toString(here)))
                .isEqualTo(ExitStatus.OK);
        // The collector's own sockets: that which listens, and that of the push.
        assertThat(lines)
                .hasSize(2)
                .allMatch(line -> line.contains("\"existing\"") && line.contains("\"pid\":" + here + ","));
    }

    @Test
    void programs_can_be_chosen() throws Exception {
        assertThat(push(
                        onlyThisProcess(),
                        "--existing",
                        "--count",
                        "1",
                        "--interval",
                        TestHost.ONE_POLL,
                        "--name",
                        "no-such-program"))
                .isEqualTo(ExitStatus.OK);
        assertThat(lines).singleElement().asString().contains("\"baseline\"", "\"tcp\":0", "\"udp\":0");
    }

    @Test
    void each_schema_and_text_are_pushed_as_they_are_printed() throws Exception {
        for (List<String> each : List.of(
                List.of("ecs", "{\"@timestamp\":\"", "\"action\":\"stream-baseline\""),
                List.of("ocsf", "\"class_uid\":4001"),
                List.of("otlp", "{\"resourceLogs\":["),
                List.of("text", "baseline"))) {
            lines.clear();
            assertThat(push(oneListener(), "--count", "1", "--format", each.get(0)))
                    .isEqualTo(ExitStatus.OK);
            assertThat(lines).singleElement().asString().contains(each.subList(1, each.size()));
        }
    }
}
