package io.connflux.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.filter.value.Numbers;
import io.connflux.filter.value.TextPattern;
import io.connflux.model.Address;
import io.connflux.model.Direction;
import io.connflux.model.SocketState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters that are made of parts, and not read. */
class FilterPartsTest {

    @Test
    void made_of_parts_it_is_what_is_read() {
        assertThat(Filter.tcp().and(Filter.port(443))).isEqualTo(Filter.parse("tcp and port = 443"));
        assertThat(Filter.udp().or(Filter.localPort(1)).or(Filter.remotePort(2)))
                .isEqualTo(Filter.parse("udp or sport = 1 or dport = 2"));
        assertThat(Filter.state(SocketState.LISTEN, SocketState.CLOSE).negate())
                .isEqualTo(Filter.parse("state not in {LISTEN, CLOSE}"));
        assertThat(Filter.host(Address.parse("::1")).and(Filter.net(Address.parse("10.1.2.3"), 8)))
                .isEqualTo(Filter.parse("host ::1 and net 10.0.0.0/8"));
        assertThat(Filter.process("nginx")
                        .and(Filter.pid(1))
                        .and(Filter.user("root"))
                        .and(Filter.container("3f")))
                .isEqualTo(Filter.parse("name nginx pid 1 user root container 3f"));
        assertThat(Filter.event("opened").and(Filter.direction(Direction.INBOUND)))
                .isEqualTo(Filter.parse("event = opened and inbound"));
        assertThat(Filter.ALL.and(Filter.tcp())).isEqualTo(Filter.tcp());
        assertThat(Filter.tcp().and(Filter.ALL)).isEqualTo(Filter.tcp());
        assertThat(Filter.tcp().negate().negate()).isEqualTo(Filter.tcp());
        assertThat(new Combination.And(List.of(Filter.tcp(), Filter.port(1).and(Filter.port(2)))).operands())
                .hasSize(3);
    }

    @Test
    void parts_that_mean_nothing_are_refused() {
        List<Runnable> wrong = List.of(
                () -> Filter.port(65536),
                () -> Filter.port(-1),
                () -> Filter.event("born"),
                () -> Filter.net(Address.parse("10.0.0.0"), 33),
                () -> new Combination.And(List.of(Filter.tcp())),
                () -> new Combination.Not(Filter.tcp().negate()),
                () -> new Clause.States(EnumSet.noneOf(SocketState.class)),
                () -> new Numbers(List.of()),
                () -> new TextPattern.Exactly(List.of()),
                () -> new HistoryClause.Told(Set.of()),
                () -> new HistoryClause.Age(true, true, Duration.ofNanos(1)),
                () -> new HistoryClause.Age(true, true, Duration.ofSeconds(Long.MAX_VALUE)));
        for (int i = 0; i < wrong.size(); i++) {
            assertThatThrownBy(wrong.get(i)::run).as("number %d", i).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "*, abc, true",
        "?, '', false",
        "a*c, abc, true",
        "a*c, ac, true",
        "a*c, abcd, false",
        "a*b*c, aXbXbXc, true",
        "*ab, aab, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "'', '', true",
        "'', a, false",
        "**a**, bab, true",
    })
    void a_form_is_of_the_whole_text(String form, String text, boolean of) {
        TextPattern.Like like = new TextPattern.Like(form);
        assertThat(like.matches(text, 0)).isEqualTo(of);
        assertThat(like.matches("/usr/" + text, 5)).isEqualTo(of);
    }
}
