package io.connflux.stream.websocket;

import static io.connflux.stream.websocket.Requests.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a probe is told of the polls. */
class HealthTest extends ServedHost {

    HealthTest() {
        super(3);
    }

    @AfterEach
    void goOn() {
        host.goOn();
    }

    @Test
    void polls_that_come_are_well_and_three_that_fail_are_not() throws Exception {
        int port = serve(sink -> sink);
        await().untilAsserted(() -> assertThat(get(port, "/healthz"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"status\":\"ok\",\"last_poll\":\"", "\"interval_ms\":20}"));
        host.fail();
        await().untilAsserted(() -> assertThat(get(port, "/healthz"))
                .startsWith("HTTP/1.1 503 ")
                .contains("\"status\":\"failing\",\"last_poll\":\"", "\"failed_polls\":"));
    }

    @Test
    void a_poll_that_takes_long_is_slow_and_not_ill_and_says_for_how_long_it_has_been_under_way() throws Exception {
        int port = serve(sink -> sink);
        host.stall();
        await().untilAsserted(() -> assertThat(get(port, "/healthz"))
                .startsWith("HTTP/1.1 200 ")
                .containsPattern("\"status\":\"slow\",\"last_poll\":\"[^\"]+\",\"poll_under_way_ms\":[1-9][0-9]{2,},"));
        host.goOn();
        await().untilAsserted(() -> assertThat(get(port, "/healthz")).contains("\"status\":\"ok\""));
    }

    @Test
    void a_poll_that_does_not_end_is_dead() throws Exception {
        int port = serve(sink -> sink.deadAfter(Duration.ofMillis(300)));
        host.stall();
        await().untilAsserted(() -> assertThat(get(port, "/healthz"))
                .startsWith("HTTP/1.1 503 ")
                .containsPattern("\"status\":\"failing\",.*\"poll_under_way_ms\":([3-9][0-9]{2}|[1-9][0-9]{3,}),"));
        host.goOn();
        await().untilAsserted(() -> assertThat(get(port, "/healthz")).startsWith("HTTP/1.1 200 "));
    }
}
