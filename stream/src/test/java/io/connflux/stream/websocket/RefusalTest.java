package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.fixture.Host;
import io.connflux.stream.ConnectionStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of a server that makes no WebSocket of a request. */
@Timeout(30)
class RefusalTest {

    /** The error where a server answers with these bytes. */
    private static Throwable errorAt(String answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> answer(server, answer), "refusing server");
            thread.start();
            Throwable[] error = new Throwable[1];
            assertThatThrownBy(() -> WebSocketSource.at(URI.create("ws://127.0.0.1:" + server.getLocalPort()))
                            .events()
                            .blockFirst(Duration.ofSeconds(10)))
                    .satisfies(thrown -> error[0] = thrown);
            thread.join();
            return error[0];
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {}
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refusal(String status, String type, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\nConnection: close\r\n\r\n" + body;
    }

    @Test
    void the_reason_that_a_server_gives_is_told() {
        RunningServer server = WebSocketServer.over(
                        ConnectionStream.over(new Host().open(1, 1)).every(Duration.ofMillis(20)))
                .listen("127.0.0.1", 0)
                .maxSubscribers(0)
                .start()
                .block(Duration.ofMinutes(1));
        try {
            assertThatThrownBy(() -> WebSocketSource.at(URI.create(
                                    "ws://127.0.0.1:" + server.address().getPort()))
                            .events()
                            .blockFirst(Duration.ofSeconds(10)))
                    .hasMessageEndingWith(
                            "the server answered 503 Service Unavailable: there are 0 subscribers already");
        } finally {
            server.stop().block(Duration.ofMinutes(1));
        }
    }

    @Test
    void nothing_in_it_moves_a_terminals_cursor_and_it_is_short() throws Exception {
        Throwable error = errorAt(refusal(
                "403 For\u001b[31mbidden",
                "text/plain",
                "go\u001b]0;away\u0007\r\n\u202Enow\u009b2J " + "x".repeat(5_000)));
        assertThat(error.getMessage())
                .contains("the server answered 403 For", "bidden: go?]0;away? ?now?2J xxx")
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}]")
                .hasSizeLessThan(600);
    }

    @Test
    void a_page_for_people_is_no_reason() throws Exception {
        assertThat(errorAt(refusal("404 Not Found", "text/html", "<html>nginx</html>")))
                .hasMessageEndingWith("the server answered 404 Not Found: try the path /events");
    }

    @Test
    void a_server_cannot_set_the_reason_past_the_text() throws Exception {
        assertThat(errorAt("HTTP/1.1 403 Forbidden\r\nconnflux-reason: \u009b2J\r\nContent-Length: 0\r\n\r\n"))
                .hasMessageEndingWith("the server answered 403 Forbidden");
    }
}
