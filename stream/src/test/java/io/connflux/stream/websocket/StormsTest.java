package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server withstands. */
@Timeout(60)
class StormsTest extends ServedHost {

    StormsTest() {
        super(5);
    }

    @BeforeEach
    void serve() {
        start(polling(Duration.ofMillis(50)));
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void a_thousand_requests_in_one_piece_are_all_answered_in_turn() throws Exception {
        try (Socket socket = connect()) {
            String requests = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(999)
                    + "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            List<String> status =
                    lines.lines().filter(line -> line.startsWith("HTTP/1.1 ")).toList();
            assertThat(status).hasSize(1_000).endsWith("HTTP/1.1 404 Not Found");
            assertThat(status.subList(0, 999)).containsOnly("HTTP/1.1 200 OK");
        }
    }

    @Test
    void a_body_without_end_is_not_read_to_its_end() throws Exception {
        byte[] chunk = ("4000\r\n" + "x".repeat(0x4000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = connect();
                Client client = Client.connect(server, "")) {
            OutputStream out = socket.getOutputStream();
            out.write("POST /events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            long sent = 0;
            try {
                while (sent < 1L << 30) {
                    out.write(chunk);
                    sent += chunk.length;
                }
            } catch (IOException closed) {
                // As it must be.
            }
            assertThat(sent).isLessThan(1L << 30);
            host.open(100, 1);
            await().until(() -> client.ports().equals(host.ports()));
        }
    }

    @Test
    void two_hundred_clients_are_told_that_the_server_stops_and_it_does_not_wait_for_them() throws Exception {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                clients.add(Client.connect(server, "?existing=false"));
            }
            await().until(() -> server.subscribers() == 200);
            server.stop().block(Duration.ofSeconds(5));
            await().untilAsserted(() ->
                    assertThat(clients).extracting(Client::closeCode).containsOnly(1001));
        } finally {
            clients.forEach(Client::close);
        }
    }
}
