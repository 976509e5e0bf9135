package io.connflux.filter;

import static io.connflux.filter.Filter.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AloneTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip6",
                "tcp and ip6 and port = 443",
                "not ip",
                "not (ip or port = 443)",
                "not (ip and not ip6)",
                "(ip6 and port = 1) or remote = 2001:db8::/32",
                "addr = ::1",
                "local = fe80::/10 and state established"
            })
    void ipv6_is_meant_where_each_connection_has_such_an_address(String expression) {
        assertThat(parse(expression).meansIpv6Alone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ip",
                "proto = tcp6",
                "not ip6",
                "not (ip and port = 443)",
                "ip6 or port = 443",
                "local = ::",
                "addr = ::/0",
                "addr = ::ffff:10.0.0.0/104",
                "addr = ::ffff:0:0/95",
                "addr = ::/80",
                "addr = 10.0.0.1",
                "not addr = ::1",
                "loopback"
            })
    void ipv6_is_not_meant_alone_where_one_may_have_a_mapped_one_or_another(String expression) {
        assertThat(parse(expression).meansIpv6Alone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp",
                "udp and port = :53",
                "proto = udp6",
                "not tcp",
                "not (tcp or port = :53)",
                "not proto in {tcp, tcp6, udp}",
                "(udp and sport = :53) or proto = udp6"
            })
    void udp_is_meant_where_the_words_leave_tcp_out(String expression) {
        assertThat(parse(expression).meansUdpAlone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tcp",
                "port = :53",
                "udp or port = :53",
                "not udp",
                "not (tcp and port = :53)",
                "not proto = tcp",
                "proto in {udp, tcp6}",
                "not (udp or proto = udp6)"
            })
    void udp_is_not_meant_alone_where_they_do_not(String expression) {
        assertThat(parse(expression).meansUdpAlone()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tcp", "tcp6 and port = :443", "not udp", "not proto in {udp, udp6}", "not (udp or port = :53)"})
    void tcp_is_meant_where_the_words_leave_udp_out(String expression) {
        assertThat(parse(expression).meansTcpAlone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "udp",
                "port = :443",
                "tcp or port = :53",
                "not tcp",
                "not proto = udp",
                "proto in {tcp, udp6}"
            })
    void tcp_is_not_meant_alone_where_they_do_not(String expression) {
        assertThat(parse(expression).meansTcpAlone()).isFalse();
    }

    @Test
    void no_connection_that_a_random_filter_means_is_of_another_kind() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RandomFilters filters = new RandomFilters(random);
        RandomConnections connections = new RandomConnections(random);
        int ofIpv6 = 0;
        int ofUdp = 0;
        int ofTcp = 0;
        for (int round = 0; round < 5_000; round++) {
            Filter filter = filters.next();
            for (Connection connection : connections.table(20)) {
                if (!filter.matches(connection)) {
                    continue;
                }
                String what = "seed %d, %s, %s".formatted(seed, filter, connection);
                if (filter.meansIpv6Alone()) {
                    ofIpv6++;
                    assertThat(isOfIpv6(connection.local().address())
                                    || isOfIpv6(connection.remote().address()))
                            .as(what)
                            .isTrue();
                }
                if (filter.meansUdpAlone()) {
                    ofUdp++;
                    assertThat(connection.protocol().isTcp()).as(what).isFalse();
                }
                if (filter.meansTcpAlone()) {
                    ofTcp++;
                    assertThat(connection.protocol().isTcp()).as(what).isTrue();
                }
            }
        }
        assertThat(ofIpv6).as("seed %d", seed).isPositive();
        assertThat(ofUdp).as("seed %d", seed).isPositive();
        assertThat(ofTcp).as("seed %d", seed).isPositive();
    }

    private static boolean isOfIpv6(Address address) {
        return address.unmapped().ipv6();
    }
}
