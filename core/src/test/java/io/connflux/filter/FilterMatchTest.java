package io.connflux.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.filter.value.HostPorts;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections an expression means. */
class FilterMatchTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private static final OwnerProcess NGINX = new OwnerProcess(
            812,
            1,
            Instant.EPOCH,
            "worker",
            "/usr/sbin/nginx",
            null,
            33,
            "www-data",
            new ControlGroup("3f4e00", "docker", "0d1c", "nginx.service"));

    private static final OwnerProcess SHELL =
            new OwnerProcess(900, 2, Instant.EPOCH, "bash", null, null, 0, null, ControlGroup.NONE);

    private static Connection row(Protocol protocol, String local, String remote, SocketState state) {
        return Connection.of(protocol, Endpoint.parse(local), Endpoint.parse(remote), state, 1000, 77);
    }

    private static final Connection CLIENT =
            row(Protocol.TCP, "10.0.0.1:52000", "93.184.216.34:443", SocketState.ESTABLISHED).toBuilder()
                    .id("t-1")
                    .opened(NOW.minusSeconds(60))
                    .direction(Direction.OUTBOUND)
                    .namespace(new NetworkNamespace(4026531840L, "blue"))
                    .owner(new Owner.Held(List.of(NGINX, SHELL)))
                    .build();

    /** Of which nothing is known that a row does not tell, and that not either. */
    private static final Connection ORPHAN = Connection.of(
            Protocol.TCP6,
            Endpoint.parse("[::ffff:10.0.0.1]:22"),
            Endpoint.parse("[::ffff:127.0.0.1]:5000"),
            SocketState.TIME_WAIT);

    private static boolean matches(String expression, Connection connection) {
        return Filter.parse(expression, HostPorts.UNKNOWN).matches(connection, "opened", NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "tcp",
                "ip",
                "proto = tcp",
                "not udp",
                "state established",
                "state connected",
                "exclude time-wait",
                "port 443",
                "port 52000",
                "sport 52000",
                "dport 443",
                "port in {1, 400..500}",
                "not port 444",
                "host 10.0.0.1",
                "src 10.0.0.0/8",
                "dst 93.184.216.34:443",
                "addr = 93.184.216.34:443",
                "remote = public",
                "src private",
                "dst 0.0.0.0/0",
                "pid = 812",
                "pid 900",
                "name = worker",
                "name = nginx",
                "name ~ *gin*",
                "name = bash",
                "exe = /usr/sbin/nginx",
                "user = www-data",
                "user = 33",
                "user = 0",
                "user != 34",
                "container = 3f4",
                "container = 0d1c",
                "container ~ 3f4e0?",
                "pod = 0d1c",
                "unit ~ *.service",
                "uid = 1000",
                "netns = blue",
                "netns = 4026531840",
                "direction = outbound",
                "outbound",
                "event = opened",
                "age > 59s",
                "age >= 60s",
                "age <= 1m",
                "not age > 1m",
                "id = t-1",
                "id ~ t-*",
                "tcp and dport = 443 and state established",
                "udp or dport = 443",
            })
    void means_the_client(String expression) {
        assertThat(matches(expression, CLIENT)).isTrue();
        assertThat(Filter.parse(expression, HostPorts.UNKNOWN).negate().matches(CLIENT, "opened", NOW))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp",
                "ip6",
                "proto = tcp6",
                "state listen",
                "state bucket",
                "port 444",
                "port != 443",
                "port != 52000",
                "sport 443",
                "dport 52000",
                "addr = 10.0.0.1:443",
                "src 10.0.0.1:443",
                "host != 10.0.0.1",
                "dst ::/0",
                "loopback",
                "dst private",
                "pid = 1",
                "pid != 812",
                "pid != 900",
                "name = sbin/nginx",
                "name != bash",
                "name !~ n*x",
                "user = 3",
                "container = f4e",
                "container ~ f4e",
                "pod = 0d1",
                "uid != 1000",
                "netns = green",
                "inbound",
                "event = closed",
                "event != opened",
                "age > 60s",
                "age < 1m",
                "id = t",
            })
    void does_not_mean_the_client(String expression) {
        assertThat(matches(expression, CLIENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pid = 1",
                "pid >= 0",
                "name ~ *",
                "user ~ *",
                "container ~ *",
                "unit ~ *",
                "pod ~ *",
                "exe ~ *",
                "uid >= 0",
                "netns ~ *",
                "age > 0s",
                "age < 1d",
                "id ~ *"
            })
    void what_is_not_known_is_true_of_no_clause_and_of_each_negation(String expression) {
        assertThat(matches(expression, ORPHAN)).isFalse();
        assertThat(matches("not " + expression, ORPHAN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp",
                "ip",
                "proto = tcp6",
                "src 10.0.0.1",
                "net 10.0.0.0/8",
                "dst loopback",
                "addr = private",
                "dst ::ffff:127.0.0.1",
                "dst ::/0"
            })
    void an_ipv4_rule_means_mapped_addresses_too(String expression) {
        assertThat(matches(expression, ORPHAN)).isTrue();
        assertThat(matches("ip6", ORPHAN)).isFalse();
    }

    @Test
    void ipv6_networks_differ_at_the_bit_where_they_end() {
        Connection six = row(Protocol.TCP6, "[2001:db8:0:1::1]:80", "[2001:db8:0:2::1]:5000", SocketState.ESTABLISHED);
        assertThat(matches("src 2001:db8:0:1::/64", six)).isTrue();
        assertThat(matches("dst 2001:db8:0:1::/64", six)).isFalse();
        assertThat(matches("dst 2001:db8:0:1::/62", six)).isTrue();
        assertThat(matches("src 2001:db8:0:1::2", six)).isFalse();
        assertThat(matches("src 2001:db8:0:1::2/126", six)).isTrue();
        assertThat(matches("src 2001:db8:0:1::2/127", six)).isFalse();
        assertThat(matches("ip6", six)).isTrue();
    }

    @Test
    void without_an_event_it_is_one_that_exists_and_has_no_age() {
        assertThat(Filter.parse("event = existing").matches(CLIENT)).isTrue();
        assertThat(Filter.parse("event = opened").matches(CLIENT)).isFalse();
        assertThat(Filter.parse("age > 0s or age <= 0s").matches(CLIENT)).isFalse();
    }

    @Test
    void a_time_that_no_clock_shows_is_an_age_like_any_other() {
        Connection first = CLIENT.toBuilder().opened(Instant.MIN).build();
        Connection last = CLIENT.toBuilder().opened(Instant.MAX).build();
        assertThat(matches("age > 1d", first)).isTrue();
        assertThat(matches("age < 1d", last)).isTrue();
    }
}
