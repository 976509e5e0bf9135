package io.connflux.stream.websocket;

import static io.connflux.stream.websocket.Requests.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.stream.Line;
import io.connflux.stream.decode.EventDecoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /events} as NDJSON, read off a connection of HTTP/1.0, where no chunks stand between the lines. */
class LinesTest extends ServedHost {

    LinesTest() {
        super(3);
    }

    @BeforeEach
    void serve() {
        serve(sink -> sink.pingEvery(Duration.ofMillis(1)));
    }

    /** A subscription whose head has been read. */
    private final class Lines implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader reader;
        private final List<String> head = new ArrayList<>();

        private Lines(String query, String headers) throws Exception {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), server.address().getPort());
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /events" + query + " HTTP/1.0\r\n" + headers + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                head.add(line);
            }
        }

        private List<Line> until(String name) throws Exception {
            EventDecoder decoder = new EventDecoder();
            List<Line> lines = new ArrayList<>();
            do {
                lines.add(decoder.decode(reader.readLine()));
            } while (!lines.get(lines.size() - 1).event().name().equals(name));
            return lines;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void who_does_not_say_what_it_takes_gets_a_line_for_each_event_and_nothing_else() throws Exception {
        try (Lines lines = new Lines("?stats=2500ms", "Accept: */*\r\n")) {
            assertThat(lines.head.get(0)).contains(" 200 ");
            assertThat(lines.head).contains("content-type: application/x-ndjson");
            assertThat(lines.head).noneMatch(line -> line.startsWith("transfer-encoding"));
            assertThat(lines.until("baseline")).extracting(Line::seq).containsExactly(1L, 2L, 3L, 4L);
            // A ping is due each second at the latest; as a blank line it would be no event.
            assertThat(lines.until("stats").get(0).seq()).isEqualTo(5);
        }
    }

    @Test
    void a_stream_of_lines_is_resumed_by_what_its_baseline_said() throws Exception {
        Line baseline;
        try (Lines lines = new Lines("", "")) {
            List<Line> first = lines.until("baseline");
            baseline = first.get(first.size() - 1);
        }
        await().until(() -> server.subscribers() == 0);
        host.open(100, 1);
        try (Lines lines = new Lines("?resume=" + baseline.resumption().token() + "&seq=" + baseline.seq(), "")) {
            List<Line> told = new ArrayList<>(lines.until("baseline"));
            assertThat(told.get(0).seq()).isEqualTo(baseline.seq() + 1);
            assertThat(told.get(told.size() - 1).resumption().resumed()).isTrue();
            if (told.stream().noneMatch(line -> line.event().name().equals("opened"))) {
                told.addAll(lines.until("opened"));
            }
            assertThat(told.stream().filter(line -> line.event().name().equals("opened")))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/x-ndjson; q=0.5, image/png", "application/*"})
    void who_takes_json_gets_lines(String accept) throws Exception {
        try (Lines lines = new Lines("?existing=false", "Accept: " + accept + "\r\n")) {
            assertThat(lines.head).contains("content-type: application/x-ndjson");
            assertThat(lines.until("baseline")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "image/png",
                "application/json;q=0",
                "text/event-stream;q=0"
            })
    void who_takes_neither_form_is_told_what_there_is(String accept) throws Exception {
        assertThat(get(server.address().getPort(), "/events", "Accept: " + accept + "\r\n"))
                .startsWith("HTTP/1.1 426 ")
                .contains("upgrade: websocket\r\n", "a page at /");
    }

    @Test
    void a_wrong_parameter_is_told_to_who_reads_lines_too() throws Exception {
        assertThat(get(server.address().getPort(), "/events?protocol=sctp"))
                .startsWith("HTTP/1.1 400 ")
                .contains("protocol 'sctp' is none of");
    }

    /** Where a client's end and the server's meet, Reactor Netty no longer has a channel for what the answer still does. */
    @Test
    void a_server_stops_while_its_clients_go() throws Exception {
        for (int round = 0; round < 100; round++) {
            List<Lines> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(new Lines("", "Accept: application/x-ndjson\r\n"));
            }
            Thread going = new Thread(() -> clients.forEach(client -> {
                try {
                    client.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            going.start();
            // Each round meets another moment of it.
            LockSupport.parkNanos((round % 50) * 20_000L);
            server.stop().block(Duration.ofMinutes(1));
            going.join();
            serve();
        }
    }
}
