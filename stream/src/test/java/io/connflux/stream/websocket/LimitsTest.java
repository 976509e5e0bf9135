package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.websocket.wire.SendWindow;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server lets its clients take. */
class LimitsTest extends ServedHost {

    private final List<Socket> sockets = new ArrayList<>();

    LimitsTest() {
        super(5);
    }

    @AfterEach
    void closeSockets() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** A connection that has begun to ask. */
    private Socket halfOpen() throws Exception {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write("GET /events HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void who_never_says_what_it_wants_is_cut_off() throws Exception {
        serve(sink -> sink.handshake(Duration.ofMillis(300)));
        assertThat(halfOpen().getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void two_thousand_that_say_nothing_keep_no_subscriber_out() throws Exception {
        serve(sink -> sink.handshake(Duration.ofMinutes(5)).maxSubscribers(10));
        try (Client early = Client.connect(server, "")) {
            await().until(() -> early.names().contains("baseline"));
            for (int i = 0; i < 2_000; i++) {
                halfOpen();
            }
            try (Client late = Client.connect(server, "")) {
                host.open(100, 1);
                await().until(() ->
                        late.ports().equals(host.ports()) && early.ports().equals(host.ports()));
            }
        }
        assertThat(sockets.get(0).getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void who_only_asks_takes_no_place_of_a_subscriber() throws Exception {
        serve(sink -> sink.handshake(Duration.ofMinutes(5)).maxSubscribers(4));
        for (int i = 0; i < 516; i++) {
            askHealth(asker());
        }
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                clients.add(Client.connect(server, ""));
                // They come again, as those do that must not be taken for idle.
                for (Socket socket : sockets.subList(100, 200)) {
                    askHealth(socket);
                }
            }
            for (Client client : clients) {
                await().until(() -> client.ports().equals(host.ports()));
            }
        } finally {
            clients.forEach(Client::close);
        }
        // Only who had been without a request for the longest had to go.
        assertThat(sockets.get(0).getInputStream().read()).isEqualTo(-1);
    }

    private Socket asker() throws Exception {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void askHealth(Socket socket) throws Exception {
        socket.getOutputStream()
                .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4_096];
        int length = 0;
        while (!new String(answer, 0, length, StandardCharsets.US_ASCII).endsWith("}\n")) {
            int read = socket.getInputStream().read(answer, length, answer.length - length);
            assertThat(read).as("a connection that asks is answered").isPositive();
            length += read;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1_000_001, Integer.MAX_VALUE})
    void a_number_of_subscribers_that_cannot_be_is_refused(int max) {
        WebSocketServer sink = WebSocketServer.over(ConnectionStream.over(host));
        assertThatThrownBy(() -> sink.maxSubscribers(max)).hasMessage(max + " is not between 0 and 1000000");
    }

    @Test
    void who_lags_most_goes_where_the_tables_of_those_behind_are_too_large() throws Exception {
        host.open(1_000, 5_000);
        // Seldom: who reads is two polls behind at most, on a busy machine too.
        start(polling(Duration.ofMillis(500)).heldBytes(700_000));
        try (Client good = Client.connect(server, "?existing=false");
                Client first = Client.connect(server, "", false)) {
            await().until(() -> server.largestWindow() >= SendWindow.SIZE);
            String token = server.tokens().stream()
                    .filter(each -> !each.equals(good.resumption().token()))
                    .findFirst()
                    .orElseThrow();
            host.open(100, 1);
            await().until(() -> good.ports().contains(100));
            try (Client second = Client.connect(server, "", false)) {
                await().until(() -> server.parked() == 1);
                assertThat(server.subscribers()).isEqualTo(2);
                assertThat(server.tokens()).doesNotContain(token);
                second.read();
                await().until(() -> second.ports().equals(host.ports()));
                assertThat(second.mistakes()).isEmpty();
            }
            // What is still under way to one that has gone would leave no room for the next.
            await().until(() -> server.subscribers() == 1);
            // It has lost its connection, and not its stream.
            resumeToTheEnd(token);
            assertThat(first.frames()).isEmpty();
        }
    }

    /** Until it has read enough it lags as much as before, and may have to go once more. */
    private void resumeToTheEnd(String token) throws Exception {
        Set<Integer> known = Set.of();
        long seq = 0;
        boolean whole = false;
        for (int attempt = 1; !whole; attempt++) {
            try (Client again = Client.connect(server, "?resume=" + token + "&seq=" + seq, false)) {
                again.believing(known).read();
                await().until(() -> again.closeCode() != 0
                        || again.ports().size() == host.ports().size());
                whole = again.closeCode() == 0;
                assertThat(whole || (again.closeCode() == 1013 && attempt < 20))
                        .as("close code %d, attempt %d", again.closeCode(), attempt)
                        .isTrue();
                if (whole) {
                    await().until(() -> again.resumption() != null);
                    assertThat(again.resumption().resumed()).isTrue();
                }
                assertThat(again.mistakes()).isEmpty();
                known = again.ports();
                seq = Math.max(seq, again.seq());
            }
        }
    }

    @Test
    void who_asks_for_times_of_its_own_keeps_a_table_and_who_shares_them_does_not() throws Exception {
        host.open(1_000, 5_000);
        start(WebSocketServer.over(ConnectionStream.over(host)
                        .every(Duration.ofMillis(500))
                        .traffic(Duration.ofHours(1)))
                .listen("127.0.0.1", 0)
                .heldBytes(1_500_000));
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                clients.add(Client.connect(server, "?existing=false&traffic=auto"));
            }
            int reads = host.reads();
            host.open(100, 1);
            await().until(() -> host.reads() > reads + 3);
            assertThat(server.subscribers()).isEqualTo(10);
            for (int i = 0; i < 10; i++) {
                int begun = host.reads();
                clients.add(Client.connect(server, "?existing=false&traffic=" + (60 + i) + "m"));
                host.open(101 + i, 1);
                await().until(() -> host.reads() > begun + 1);
            }
            await().until(() -> clients.stream().anyMatch(client -> client.closeCode() == 1013));
            assertThat(server.subscribers()).isLessThan(20).isPositive();
        } finally {
            clients.forEach(Client::close);
        }
    }
}
