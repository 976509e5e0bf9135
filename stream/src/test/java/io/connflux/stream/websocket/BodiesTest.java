package io.connflux.stream.websocket;

import static io.connflux.stream.websocket.Requests.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.stream.websocket.server.answer.AnswersUnderWay;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that nobody reads. */
class BodiesTest extends ServedHost {

    /** Of 200 bytes each as JSON: more than the kernel takes for a client that does not read. */
    private static final int ROWS = 40_000;

    private static final int CLIENTS = 40;

    private final List<Socket> sockets = new ArrayList<>();

    BodiesTest() {
        super(ROWS);
    }

    private void serve(AnswersUnderWay bodies) {
        start(polling(Duration.ofMillis(500)).answers(bodies));
    }

    @AfterEach
    void closeSockets() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Asks and does not read. */
    private Socket ask() throws Exception {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(60_000);
        socket.connect(server.address());
        socket.getOutputStream()
                .write("GET /snapshot HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Waits for the first byte of an answer's body, and reads no further. */
    private static void awaitBody(Socket socket) throws IOException {
        int next;
        do {
            next = socket.getInputStream().read();
            assertThat(next).as("the end").isNotNegative();
        } while (next != '{');
    }

    /** All that comes of an answer before it ends, or is reset. */
    private static String rest(Socket socket) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(rest);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return rest.toString(StandardCharsets.US_ASCII);
    }

    private static long networkMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    @Test
    void many_that_do_not_read_take_a_piece_each_harm_nobody_and_are_cut_off() throws Exception {
        AnswersUnderWay bodies = new AnswersUnderWay(Long.MAX_VALUE, Duration.ofSeconds(8));
        serve(bodies);
        long before = networkMemory();
        try (Client client = Client.connect(server, "?existing=false")) {
            for (int i = 0; i < CLIENTS; i++) {
                ask();
            }
            await().until(() -> bodies.size() == CLIENTS);
            // Netty takes it a chunk at a time, for each of its threads. Pieces of 1 MiB would be 51 MB.
            assertThat(networkMemory() - before).isLessThan(16L << 20);
            host.open(ROWS + 10, 1);
            await().until(() -> client.names().contains("opened"));
            await().atMost(Duration.ofSeconds(20)).until(() -> bodies.size() == 0);
        }
        assertThat(get(server.address().getPort(), "/snapshot"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("}\n");
    }

    @Test
    void different_tables_that_are_not_read_are_bounded_and_who_waits_for_the_longest_goes() throws Exception {
        AnswersUnderWay bodies = new AnswersUnderWay(1, Duration.ofMinutes(1));
        serve(bodies);
        Socket first = ask();
        await().until(() -> bodies.size() == 1);
        // Told by a subscription: any other answer would count among those that are bounded.
        try (Client client = Client.connect(server, "?existing=false")) {
            await().until(() -> client.names().contains("baseline"));
            host.open(ROWS + 10, 1);
            await().until(() -> client.names().contains("opened"));
        }
        Socket second = ask();
        awaitBody(second);
        assertThat(bodies.size()).isEqualTo(1);
        // What the kernel had of it comes, and no more.
        String cut = rest(first);
        String head = cut.substring(0, cut.indexOf("\r\n\r\n"));
        String length = head.replaceAll("(?s).*content-length: ([0-9]+).*", "$1");
        assertThat(cut).hasSizeLessThan(Integer.parseInt(length));
        assertThat(bodies.size()).as("the second").isEqualTo(1);
    }

    @Test
    void a_table_comes_whole_with_its_length_and_a_head_without_it() throws Exception {
        serve(new AnswersUnderWay(Long.MAX_VALUE, Duration.ofSeconds(10)));
        String answer = get(server.address().getPort(), "/snapshot");
        int end = answer.indexOf("\r\n\r\n");
        assertThat(answer.substring(0, end + 2))
                .contains("content-length: " + (answer.length() - end - 4) + "\r\n")
                .contains("content-type: application/json\r\n")
                .doesNotContain("transfer-encoding");
        assertThat(answer.split("\"state\"", -1)).hasSize(ROWS + 1);
        assertThat(Requests.ask(server.address().getPort(), "HEAD /snapshot HTTP/1.1\r\nConnection: close\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("content-length: ")
                .endsWith("\r\n\r\n");
    }
}
