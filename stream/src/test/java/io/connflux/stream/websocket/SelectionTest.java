package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.stream.websocket.query.Selection;
import io.connflux.stream.websocket.query.SubscriptionRequest;
import io.connflux.stream.websocket.query.TableRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {

    @Test
    void what_means_the_same_is_the_same_and_shares_its_lines() {
        Selection one = Selection.parse("/events?filter=tcp+and+dport+%3d+%3a443&protocol=tcp,udp");
        assertThat(Selection.parse("/events?protocol=udp,tcp&filter=tcp+dport%3d443"))
                .isEqualTo(one)
                .hasSameHashCodeAs(one);
        assertThat(Selection.parse("/events?filter=tcp+dport%3d444")).isNotEqualTo(one);
        assertThat(Selection.parse("/events")).isEqualTo(Selection.ALL);
        assertThat(Selection.parse("/events?format=ecs")).isNotEqualTo(Selection.ALL);
    }

    @Test
    void what_cannot_be_is_refused_with_what_can() {
        for (List<String> wrong : List.of(
                List.of("format=xml", "format 'xml' is none of json, ecs, ocsf, otlp"),
                List.of("filter=prot+443", "port"),
                List.of("colour=red", "there are format, protocol, filter and community_id"),
                List.of("filter=tcp&filter=udp", "given twice"),
                List.of("protocol=icmp", "none of tcp, tcp6, udp, udp6"),
                List.of("community_id=maybe", "neither true nor false"))) {
            assertThatThrownBy(() -> Selection.parse("/snapshot?" + wrong.get(0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.get(1));
        }
    }

    @Test
    void all_that_is_known_is_asked_for_of_a_table_alone() {
        assertThat(TableRequest.parse("/snapshot?extended=true&filter=tcp").extended())
                .isTrue();
        assertThat(TableRequest.parse("/snapshot?filter=tcp").extended()).isFalse();
        assertThatThrownBy(() -> TableRequest.parse("/snapshot?colour=red"))
                .hasMessageContaining("there are format, protocol, filter, community_id and extended");
        assertThatThrownBy(() -> SubscriptionRequest.parse("/events?extended=true", null))
                .hasMessageContaining("unknown parameter 'extended'");
    }

    @Test
    void a_stream_goes_on_only_for_who_asks_for_the_same() {
        SubscriptionRequest begun = SubscriptionRequest.parse("/events?filter=tcp&existing=false", null);
        assertThat(begun.isContinuedBy(SubscriptionRequest.parse("/events?existing=false&filter=tcp&stats=1s", null)))
                .isTrue();
        for (String other : List.of(
                "filter=udp&existing=false", "existing=false", "filter=tcp", "filter=tcp&existing=false&format=ecs")) {
            assertThat(begun.isContinuedBy(SubscriptionRequest.parse("/events?" + other, null)))
                    .as(other)
                    .isFalse();
        }
    }

    @Test
    void what_connections_carry_is_told_as_often_as_the_client_says_or_leaves_to_the_server() {
        Duration served = Duration.ofSeconds(10);
        assertThat(SubscriptionRequest.parse("/events?traffic=500ms", served).traffic())
                .isEqualTo(Duration.ofMillis(500));
        assertThat(SubscriptionRequest.parse("/events?traffic=auto", served).traffic())
                .isEqualTo(served);
        assertThat(SubscriptionRequest.parse("/events", served).traffic()).isNull();
        assertThat(SubscriptionRequest.parse("/events?traffic=auto", null).traffic())
                .isNull();
        assertThatThrownBy(() -> SubscriptionRequest.parse("/events?traffic=1s", null))
                .hasMessageContaining("this server does not read; 'connflux serve' does with its option 'traffic'");
        assertThatThrownBy(() -> SubscriptionRequest.parse("/events?traffic=often", served))
                .hasMessage("traffic 'often' is no duration such as 500ms, 10s or 1m, nor auto");
    }

    @Test
    void a_time_that_no_clock_counts_is_refused() {
        Duration served = Duration.ofSeconds(10);
        for (String name : List.of("stats", "tick", "traffic")) {
            assertThatThrownBy(() -> SubscriptionRequest.parse("/events?" + name + "=999999999m", served))
                    .hasMessage(name + " '999999999m' is more than 36500 days");
        }
    }
}
