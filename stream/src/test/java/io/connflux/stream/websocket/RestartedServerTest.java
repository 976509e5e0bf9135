package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.state.StateFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that keeps its state: what its clients find when it is started again. */
class RestartedServerTest extends ServedHost {

    @TempDir
    private Path folder;

    RestartedServerTest() {
        super(5);
    }

    private void start() {
        ConnectionStream stream =
                ConnectionStream.over(host).every(Duration.ofMillis(20)).state(StateFile.at(folder.resolve("state")));
        start(WebSocketServer.over(stream).listen("127.0.0.1", 0));
    }

    private void stop() {
        server.stop().block(Duration.ofMinutes(1));
    }

    private Client told() throws Exception {
        Client first = Client.connect(server, "");
        await().until(() -> first.names().contains("baseline"));
        host.open(100, 3);
        await().until(() -> first.ports().size() == 8);
        return first;
    }

    @Test
    void a_client_resumes_with_what_happened_meanwhile() throws Exception {
        start();
        Client first = told();
        stop();
        host.close(100, 2);
        host.open(200, 1);
        start();
        String token = first.resumption().token();
        try (Client again = Client.connect(server, "?resume=" + token + "&seq=" + first.seq(), false)) {
            again.believing(first.ports()).read();
            await().until(() ->
                    again.ports().equals(host.ports()) && again.names().contains("baseline"));
            assertThat(again.mistakes()).isEmpty();
            assertThat(again.firstSeq()).isEqualTo(first.seq() + 1);
            assertThat(again.names()).doesNotContain("existing");
            assertThat(again.resumption().resumed()).isTrue();
            assertThat(again.resumption().token()).isEqualTo(token);
        }
    }

    @Test
    void a_client_that_has_something_else_begins_with_a_baseline() throws Exception {
        start();
        Client first = told();
        stop();
        start();
        String token = first.resumption().token();
        List<String> others = new ArrayList<>();
        others.add("?resume=" + token + "&seq=" + (first.seq() - 1));
        others.add("?resume=" + token);
        others.add("?resume=" + token + "&filter=tcp&seq=" + first.seq());
        others.add("?resume=0123456789abcdef&seq=" + first.seq());
        for (String asked : others) {
            try (Client again = Client.connect(server, asked)) {
                await().until(() -> again.names().contains("baseline"));
                assertThat(again.resumption().resumed()).as(asked).isFalse();
                assertThat(again.names()).as(asked).contains("existing");
            }
        }
    }

    @Test
    void a_stream_is_resumed_by_one_client_alone() throws Exception {
        start();
        Client first = told();
        stop();
        start();
        String asked = "?resume=" + first.resumption().token() + "&seq=" + first.seq();
        try (Client one = Client.connect(server, asked, false)) {
            one.believing(first.ports()).read();
            await().until(() -> one.names().contains("baseline"));
            assertThat(one.resumption().resumed()).isTrue();
            one.kill();
        }
        // By another server: in this one the stream would be resumed as any other.
        stop();
        start();
        try (Client two = Client.connect(server, asked, false)) {
            two.believing(first.ports()).read();
            await().until(() -> two.names().contains("baseline"));
            assertThat(two.resumption().resumed()).isFalse();
        }
    }
}
