package io.connflux.cli.text.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextLineTest {

    private static final Instant TIME = Instant.parse("2026-11-24T22:59:59.999Z");

    private static TextLine lines(boolean coloured, boolean dated) {
        return TextLine.below(new TextStyle(() -> 120, coloured, Signs.UNICODE, dated, ZoneId.of("Europe/Berlin")));
    }

    private static Connection connection(SocketState state) {
        Endpoint local = new Endpoint(Address.parse("10.0.0.5"), 57860);
        Endpoint remote = new Endpoint(Address.parse("10.0.0.9"), 443);
        return Connection.of(Protocol.TCP, local, remote, state, 1000, 7);
    }

    private static ConnectionEvent baseline(Instant time) {
        return new ConnectionEvent.Baseline(time, Map.of(Protocol.TCP, 1));
    }

    @Test
    void the_date_stands_before_the_first_line_and_before_the_first_of_each_other_day() {
        TextLine lines = lines(false, false);
        assertThat(lines.of(baseline(TIME))).startsWith("2026-11-24 +01:00\n23:59:59.999 baseline");
        assertThat(lines.of(baseline(TIME))).startsWith("23:59:59.999 ");
        assertThat(lines.of(baseline(TIME.plusMillis(1)))).startsWith("2026-11-25 +01:00\n00:00:00.000 ");
        assertThat(lines.of(new ConnectionEvent.Opened(TIME.plusMillis(2), TIME, connection(SocketState.ESTABLISHED))))
                .startsWith("00:00:00.001 opened");
    }

    @Test
    void where_lines_are_read_later_each_says_its_date() {
        TextLine lines = lines(false, true);
        for (int i = 0; i < 2; i++) {
            assertThat(lines.of(baseline(TIME))).startsWith("2026-11-24 23:59:59.999 baseline");
        }
    }

    @Test
    void the_word_alone_has_a_colour() {
        TextLine lines = lines(true, true);
        assertThat(lines.of(new ConnectionEvent.Opened(TIME, TIME, connection(SocketState.ESTABLISHED))))
                .startsWith("2026-11-24 23:59:59.999 \u001b[32mopened\u001b[0m   tcp  10.0.0.5:57860");
        assertThat(lines.of(new ConnectionEvent.Closed(TIME, TIME, connection(SocketState.ESTABLISHED), null)))
                .contains(" \u001b[31mclosed\u001b[0m   tcp  ");
        assertThat(lines.of(baseline(TIME))).contains(" \u001b[2mbaseline\u001b[0m 1 connection: 1 tcp");
        assertThat(lines.of(new ConnectionEvent.Lost(TIME, "a poll failed", 3)))
                .contains(" \u001b[35mlost\u001b[0m     a poll failed");
    }

    @Test
    void the_state_has_it_where_the_word_had_no_room() {
        TextLine narrow =
                TextLine.below(new TextStyle(() -> 60, true, Signs.UNICODE, true, ZoneId.of("Europe/Berlin")));
        ConnectionEvent changed = new ConnectionEvent.StateChanged(
                TIME, TIME, connection(SocketState.ESTABLISHED), connection(SocketState.CLOSE_WAIT));
        assertThat(narrow.of(changed))
                .endsWith(" \u001b[33mESTAB → CLOSE_WAIT\u001b[0m")
                .doesNotContain("changed");
    }

    @Test
    void what_is_over_is_dim_as_a_whole() {
        TextLine lines = lines(true, true);
        assertThat(lines.of(new ConnectionEvent.Opened(TIME, TIME, connection(SocketState.TIME_WAIT))))
                .matches("\u001b\\[2m[^\u001b]+\u001b\\[0m");
    }

    @Test
    void the_signs_are_those_of_the_locale() {
        assertThat(Signs.of("UTF-8", null)).isEqualTo(Signs.UNICODE);
        assertThat(Signs.of("UTF-8", "1"))
                .as("a locale that the launcher replaced")
                .isEqualTo(Signs.ASCII);
        assertThat(Signs.of("ISO-8859-1", null)).isEqualTo(Signs.ASCII);
        assertThat(Signs.of(null, null)).isEqualTo(Signs.ASCII);
    }
}
