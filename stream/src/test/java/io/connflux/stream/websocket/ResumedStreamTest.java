package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.model.NetworkNamespace;
import io.connflux.stream.websocket.wire.SendWindow;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a client is told that comes back to a stream, or to one that is no longer there. */
class ResumedStreamTest extends ServedHost {

    ResumedStreamTest() {
        super(5);
    }

    @Test
    void a_client_that_was_cut_off_resumes_with_the_difference() throws Exception {
        serve(sink -> sink);
        Client first = Client.connect(server, "");
        await().until(() -> first.names().contains("baseline"));
        host.open(100, 3);
        await().until(() -> first.ports().size() == 8);
        first.kill();
        await().until(() -> server.subscribers() == 0);
        host.close(100, 2);
        host.open(200, 1);
        String token = first.resumption().token();
        assertThat(first.resumption().resumed()).isNull();
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
    void a_namespace_that_went_and_one_that_came_meanwhile_are_in_the_difference() throws Exception {
        NetworkNamespace green = new NetworkNamespace(300, "green");
        host.in(new NetworkNamespace(100, null), new NetworkNamespace(200, "blue"));
        serve(sink -> sink);
        Client first = Client.connect(server, "");
        await().until(() -> first.names().contains("baseline"));
        first.kill();
        await().until(() -> server.subscribers() == 0);
        host.in(new NetworkNamespace(100, null), green);
        try (Client other = Client.connect(server, "?existing=false")) {
            await().until(() -> other.names().contains("baseline"));
        }
        String token = first.resumption().token();
        try (Client again = Client.connect(server, "?resume=" + token + "&seq=" + first.seq(), false)) {
            again.believing(first.ports()).read();
            await().until(() -> again.changes("closed").size() == 5
                    && again.changes("opened").size() == 5);
            assertThat(again.changes("closed")).allMatch(c -> c.namespace().inode() == 200);
            assertThat(again.changes("opened")).allMatch(c -> c.namespace().equals(green));
            assertThat(again.changes("existing")).isEmpty();
        }
    }

    @Test
    void frames_that_were_lost_on_the_way_are_sent_again() throws Exception {
        serve(sink -> sink);
        Client deaf = Client.connect(server, "", false);
        await().until(() -> server.largestWindow() > 0);
        String token = server.tokens().iterator().next();
        deaf.kill();
        await().until(() -> server.parked() == 1);
        host.open(100, 1);
        try (Client again = Client.connect(server, "?resume=" + token + "&seq=2", false)) {
            again.believing(java.util.Set.of(1, 2)).read();
            await().until(() -> again.ports().equals(host.ports()));
            assertThat(again.mistakes()).isEmpty();
            assertThat(again.names()).startsWith("existing", "existing", "existing", "baseline");
            assertThat(again.firstSeq()).isEqualTo(3);
        }
    }

    @Test
    void a_stream_that_is_not_known_any_more_begins_anew_and_says_so() throws Exception {
        serve(sink -> sink.resumable(Duration.ZERO));
        try (Client client = Client.connect(server, "?resume=0123456789abcdef&seq=17")) {
            await().until(() -> client.names().contains("baseline"));
            assertThat(client.resumption().resumed()).isFalse();
            assertThat(client.firstSeq()).isEqualTo(1);
            assertThat(client.ports()).isEqualTo(host.ports());
        }
    }

    @Test
    void a_stream_that_is_resumed_elsewhere_ends_here() throws Exception {
        serve(sink -> sink);
        try (Client first = Client.connect(server, "")) {
            await().until(() -> first.names().contains("baseline"));
            try (Client second =
                    Client.connect(server, "?resume=" + first.resumption().token() + "&seq=" + first.seq())) {
                await().until(() -> first.closeCode() == 1008);
                await().until(() -> second.names().contains("baseline"));
                assertThat(second.resumption().resumed()).isTrue();
            }
        }
    }

    @Test
    void a_stream_whose_client_never_read_can_be_resumed_from_its_beginning() throws Exception {
        host.open(1_000, 5_000);
        serve(sink -> sink);
        String token;
        try (Client asleep = Client.connect(server, "", false)) {
            await().until(() -> server.largestWindow() >= SendWindow.SIZE);
            assertThat(asleep.frames()).isEmpty();
            token = server.tokens().iterator().next();
        }
        host.close(1_000, 100);
        try (Client client = Client.connect(server, "?resume=" + token + "&seq=0")) {
            await().until(() -> client.ports().equals(host.ports()));
            assertThat(client.resumption().resumed()).isTrue();
            assertThat(client.firstSeq()).isEqualTo(1);
            assertThat(client.mistakes()).isEmpty();
        }
    }
}
