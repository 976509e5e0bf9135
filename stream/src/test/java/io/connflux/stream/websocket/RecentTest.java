package io.connflux.stream.websocket;

import static io.connflux.stream.websocket.Requests.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** What is told of the time before anybody asked. */
class RecentTest extends ServedHost {

    RecentTest() {
        super(3);
    }

    @Test
    void what_happened_while_nobody_was_subscribed_is_told_to_who_asks_later() throws Exception {
        int port = serve(sink -> sink);
        String before = get(port, "/recent");
        assertThat(before)
                .startsWith("HTTP/1.1 200 ")
                .contains("\"dropped\":0", "\"events\":[]}")
                .contains("\"server\":{\"address\":\"127.0.0.1\",\"port\":\"" + port + "\"}");
        host.open(100, 2);
        await().until(() -> get(port, "/recent").contains("\"port\":\"101\""));
        host.close(100, 1);
        await().until(() -> get(port, "/recent").contains("\"event\":\"closed\""));
        String recent = get(port, "/recent");
        assertThat(recent)
                .contains("{\"event\":\"opened\",\"seq\":1,", "},{\"event\":\"opened\",\"seq\":2,")
                .contains("},{\"event\":\"closed\",\"seq\":3,")
                .containsPattern("\"rates\":\\{\"bin_ms\":2000,\"opened\":\\[[0-9,]*[12]")
                .endsWith("}]}\n");
        assertThat(server.subscribers()).isZero();
    }

    @Test
    void of_a_choice_its_events_are_told_and_no_rates_of_others() throws Exception {
        int port = serve(sink -> sink);
        host.open(100, 2);
        await().until(() -> get(port, "/recent").contains("\"port\":\"101\""));
        assertThat(get(port, "/recent?filter=sport+%3d+101"))
                .contains("\"port\":\"101\"")
                .doesNotContain("\"port\":\"100\"", "\"rates\"");
        assertThat(get(port, "/recent?filter=dprot"))
                .startsWith("HTTP/1.1 400 ")
                .contains("dprot\n^\n");
    }

    @Test
    void it_is_kept_from_who_has_no_token_and_from_other_pages() throws Exception {
        int port = serve(sink -> sink.token("open sesame"));
        assertThat(get(port, "/recent")).startsWith("HTTP/1.1 401 ");
        assertThat(get(port, "/recent", "Authorization: Bearer open sesame\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(get(port, "/recent", "Origin: https://evil.example\r\n")).startsWith("HTTP/1.1 403 ");
    }
}
