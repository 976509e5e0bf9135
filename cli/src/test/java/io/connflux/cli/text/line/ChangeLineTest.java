package io.connflux.cli.text.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Outcome;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeLineTest {

    private static final Instant TIME = Instant.parse("2026-11-24T03:13:22.013Z");
    private static final String LONGEST = "255.255.255.255:65535";

    private static Connection longest(SocketState state) {
        Endpoint end = new Endpoint(Address.ipv4(-1), 65535);
        return Connection.of(Protocol.TCP, end, end, state, 4294967294L, 4294967311L);
    }

    private static Connection ipv6(SocketState state) {
        Endpoint local = new Endpoint(Address.parse("2001:db8:1111:2222:3333:4444:5555:6666"), 65535);
        Endpoint remote = new Endpoint(Address.parse("2001:db8:7777:8888:9999:aaaa:bbbb:cccc"), 443);
        return Connection.of(Protocol.TCP6, local, remote, state, 1000, 7);
    }

    private static Connection usual(SocketState state) {
        Endpoint local = new Endpoint(Address.parse("10.0.0.5"), 57860);
        Endpoint remote = new Endpoint(Address.parse("10.0.0.9"), 443);
        return Connection.of(Protocol.TCP, local, remote, state, 1000, 7);
    }

    private static ConnectionEvent changed(Connection connection, SocketState before) {
        return new ConnectionEvent.StateChanged(
                TIME, TIME, connection.toBuilder().state(before).build(), connection);
    }

    private static String line(int width, ConnectionEvent event) {
        return line(width, Signs.UNICODE, event);
    }

    private static String line(int width, Signs signs, ConnectionEvent event) {
        // The first line is the date.
        return TextLine.below(new TextStyle(() -> width, false, signs, false, ZoneOffset.UTC))
                .of(event)
                .split("\n", 2)[1];
    }

    @Test
    void the_network_namespace_stands_behind_where_there_is_room_for_it() {
        Connection blue = usual(SocketState.CLOSE_WAIT).in(new NetworkNamespace(4026532177L, "blue"));
        Connection unnamed = usual(SocketState.CLOSE_WAIT).in(new NetworkNamespace(4026532177L, null));
        assertThat(line(Integer.MAX_VALUE, changed(blue, SocketState.ESTABLISHED)))
                .endsWith("  netns blue  uid 1000");
        assertThat(line(Integer.MAX_VALUE, changed(unnamed, SocketState.ESTABLISHED)))
                .endsWith("  netns 4026532177  uid 1000");
        assertThat(line(80, changed(blue, SocketState.ESTABLISHED))).hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void the_longest_ipv4_endpoints_and_any_change_of_state_fit_80_columns() {
        for (SocketState before : SocketState.values()) {
            for (SocketState after : SocketState.values()) {
                boolean tcp = before != SocketState.UNCONNECTED && after != SocketState.UNCONNECTED;
                if (tcp && longest(after).hasPeer() && before != after && before.mayBecome(after)) {
                    String line = line(80, changed(longest(after), before));
                    assertThat(line)
                            .contains(LONGEST + " - " + LONGEST + ' ')
                            .containsPattern(" → " + after.toString().replace("ESTABLISHED", "ESTAB(LISHED)?") + "$");
                    assertThat(line.length()).as(line).isLessThanOrEqualTo(80);
                }
            }
        }
    }

    @Test
    void the_longest_ipv4_endpoints_fit_80_columns_as_they_open_and_close() {
        for (SocketState state : SocketState.values()) {
            Connection c = longest(state);
            if (!c.hasPeer()) {
                continue;
            }
            for (ConnectionEvent event : new ConnectionEvent[] {
                new ConnectionEvent.Opened(TIME, TIME, c),
                new ConnectionEvent.Closed(TIME, TIME, c, java.time.Duration.ZERO)
            }) {
                String line = line(80, event);
                assertThat(line).contains(event.name(), LONGEST + " - " + LONGEST + ' ');
                assertThat(line.length()).as(line).isLessThanOrEqualTo(80);
            }
        }
    }

    @Test
    void a_line_of_usual_endpoints_keeps_all_but_its_padding_at_80_columns() {
        assertThat(line(80, changed(usual(SocketState.TIME_WAIT), SocketState.ESTABLISHED)))
                .isEqualTo("03:13:22.013 changed  tcp  10.0.0.5:57860 - 10.0.0.9:443 ESTABLISHED → TIME_WAIT");
    }

    @Test
    void a_wide_terminal_shows_everything() {
        assertThat(line(200, changed(longest(SocketState.TIME_WAIT), SocketState.ESTABLISHED)))
                .startsWith("03:13:22.013 changed  tcp  " + LONGEST)
                .endsWith("ESTABLISHED → TIME_WAIT  uid 4294967294");
    }

    @Test
    void an_ipv6_endpoint_loses_its_middle_and_keeps_its_port() {
        String line = line(80, changed(ipv6(SocketState.TIME_WAIT), SocketState.FIN_WAIT2));
        assertThat(line).contains("[2001:", "…", "]:65535 ", "]:443 ").endsWith("FIN_WAIT2 → TIME_WAIT");
        assertThat(line).hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void an_ipv4_endpoint_is_whole_on_a_terminal_that_is_too_narrow() {
        assertThat(line(40, changed(longest(SocketState.TIME_WAIT), SocketState.ESTABLISHED)))
                .contains(LONGEST + " - " + LONGEST);
    }

    private static Connection owned(Connection connection, String name) {
        return connection.ownedBy(new Owner.Held(
                List.of(new OwnerProcess(1234567, 1, TIME, name, null, null, 1000, null, ControlGroup.NONE))));
    }

    @Test
    void usual_endpoints_and_their_process_fit_80_columns() {
        Connection curl = owned(usual(SocketState.ESTABLISHED), "curl");
        assertThat(line(80, new ConnectionEvent.Opened(TIME, TIME, curl)))
                .isEqualTo("03:13:22 opened   tcp  10.0.0.5:57860  - 10.0.0.9:443 ESTABLISHED  curl[1234567]");
        assertThat(line(80, changed(owned(usual(SocketState.FIN_WAIT2), "curl"), SocketState.ESTABLISHED)))
                .isEqualTo("03:13:22 tcp 10.0.0.5:57860  - 10.0.0.9:443    ESTAB → FIN_WAIT2  curl[1234567]")
                .hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void a_process_is_named_at_80_columns_whatever_else_there_is_to_say() {
        for (SocketState before : SocketState.values()) {
            for (SocketState after : SocketState.values()) {
                if (before == after
                        || !before.mayBecome(after)
                        || !longest(after).hasPeer()) {
                    continue;
                }
                for (Connection connection : List.of(longest(after), ipv6(after))) {
                    Connection named = owned(connection, "chromium").in(new NetworkNamespace(4026532177L, "blue"));
                    for (ConnectionEvent event : new ConnectionEvent[] {
                        changed(named, before),
                        new ConnectionEvent.Opened(TIME, TIME, named),
                        new ConnectionEvent.Closed(TIME, TIME, named, java.time.Duration.ofSeconds(90))
                    }) {
                        assertThat(line(80, event))
                                .containsPattern("  chr(…|o…|om…|omi…|omiu…|omium(\\[|$))")
                                .hasSizeLessThanOrEqualTo(80);
                    }
                }
            }
        }
    }

    @Test
    void what_did_not_end_in_order_is_said_behind() {
        Connection one = usual(SocketState.ESTABLISHED);
        assertThat(line(200, new ConnectionEvent.Closed(TIME, TIME, one, null, Outcome.RESET_BY_PEER)))
                .endsWith(" ESTABLISHED  by remote  reset-by-peer  uid 1000");
        assertThat(line(200, new ConnectionEvent.Closed(TIME, TIME, usual(SocketState.LAST_ACK), null, Outcome.CLOSED)))
                .endsWith(" LAST_ACK  by remote  uid 1000");
    }

    @Test
    void who_closed_it_stands_behind_where_the_states_prove_that() {
        assertThat(line(200, new ConnectionEvent.Closed(TIME, TIME, usual(SocketState.CLOSE_WAIT), null)))
                .endsWith(" CLOSE_WAIT  by remote  uid 1000");
        assertThat(line(200, new ConnectionEvent.Closed(TIME, TIME, usual(SocketState.TIME_WAIT), null)))
                .endsWith(" TIME_WAIT  by local  uid 1000");
        assertThat(line(200, new ConnectionEvent.Closed(TIME, TIME, usual(SocketState.ESTABLISHED), null)))
                .endsWith(" ESTABLISHED  uid 1000");
    }

    @Test
    void columns_are_as_wide_as_what_was_seen() {
        TextLine lines = TextLine.below(new TextStyle(() -> 120, false, Signs.UNICODE, true, ZoneOffset.UTC));
        ConnectionEvent small = new ConnectionEvent.Opened(TIME, TIME, usual(SocketState.ESTABLISHED));
        assertThat(lines.of(small)).contains("10.0.0.5:57860  - 10.0.0.9:443    ESTABLISHED");
        lines.of(new ConnectionEvent.Opened(TIME, TIME, longest(SocketState.ESTABLISHED)));
        assertThat(lines.of(small)).contains("10.0.0.5:57860        - 10.0.0.9:443          ESTABLISHED");
    }

    @Test
    void arrows_are_ascii_where_the_locale_has_no_others() {
        Connection called = usual(SocketState.CLOSE_WAIT).toBuilder()
                .direction(Direction.INBOUND)
                .build();
        String line = line(200, Signs.ASCII, changed(called, SocketState.ESTABLISHED));
        assertThat(line).contains(" <- 10.0.0.9:443", "ESTABLISHED -> CLOSE_WAIT");
        assertThat(line(60, Signs.ASCII, changed(ipv6(SocketState.CLOSE_WAIT), SocketState.ESTABLISHED))
                        .chars())
                .allMatch(c -> c < 128);
    }

    @Test
    void a_listener_at_all_addresses_is_a_star() {
        Connection listener = Connection.of(
                Protocol.TCP6,
                new Endpoint(Address.ipv6(0, 0), 443),
                new Endpoint(Address.ipv6(0, 0), 0),
                SocketState.LISTEN,
                0,
                7);
        assertThat(line(80, new ConnectionEvent.Opened(TIME, TIME, listener))).contains("tcp6 *:443 ");
    }

    @Test
    void a_listener_needs_no_peer() {
        Endpoint local = new Endpoint(Address.parse("2001:db8:1111:2222:3333:4444:5555:6666"), 65535);
        Endpoint none = new Endpoint(Address.ipv6(0, 0), 0);
        Connection listener = Connection.of(Protocol.TCP6, local, none, SocketState.LISTEN, 0, 7);
        assertThat(line(80, new ConnectionEvent.Opened(TIME, TIME, listener)))
                .contains(local.toString())
                .contains(" LISTEN")
                .hasSizeLessThanOrEqualTo(88);
    }

    @Test
    void what_a_connection_carries_a_second_stands_beside_what_it_has_carried() {
        Connection busy = usual(SocketState.ESTABLISHED).toBuilder()
                .traffic(new Traffic(1_234_567, 34_100, 9, 9, 0, 99, new Traffic.Rate(120_300, 3_400)))
                .build();
        ConnectionEvent told = new ConnectionEvent.Existing(TIME, busy);
        assertThat(line(200, told)).endsWith("ESTABLISHED  ↑1.2M (120k/s) ↓34k (3.4k/s)  uid 1000");
        assertThat(line(200, Signs.ASCII, told)).endsWith("  out 1.2M (120k/s) in 34k (3.4k/s)  uid 1000");
        assertThat(line(80, told))
                .as("where there is no room for all")
                .isEqualTo("03:13:22 existing tcp  10.0.0.5:57860  - 10.0.0.9:443    ESTAB  ↑120k/s ↓3.4k/s");
        assertThat(line(68, told))
                .as("and where there is none for it, all else stays")
                .isEqualTo("03:13:22.013 existing tcp  10.0.0.5:57860 - 10.0.0.9:443 ESTABLISHED");
        Connection idle = busy.toBuilder()
                .traffic(new Traffic(1_234_567, 34_100, 9, 9, 0, 99))
                .build();
        assertThat(line(200, new ConnectionEvent.Existing(TIME, idle))).endsWith("  ↑1.2M ↓34k  uid 1000");
    }
}
