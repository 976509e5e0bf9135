package io.connflux.filter;

import static io.connflux.filter.Filter.parse;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.filter.value.Numbers;
import io.connflux.model.Connection;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedPortsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port = 443|port = 443",
                "tcp and dport = 443 and state established|port = 443",
                "sport = 80 or dport in {443, 8000..8010}|port in {80, 443, 8000..8010}",
                "(port = 1 or port = 2) and not loopback|port in {1..2}",
                "tcp port 53 or udp port 53|port = 53",
                "name = nginx and port > 1023|port > 1023"
            })
    void are_those_of_which_each_connection_that_is_meant_has_one(String expression, String ports) {
        assertThat(parse(expression).namedPorts().orElseThrow().text("port", 0xFFFF))
                .isEqualTo(ports);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp", "not port = 443", "port != 443", "port = 443 or tcp", "name = nginx"})
    void are_not_known_where_one_is_meant_that_has_others(String expression) {
        assertThat(parse(expression).namedPorts()).isEmpty();
    }

    @Test
    void no_connection_that_a_random_filter_means_has_none_of_them() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RandomFilters filters = new RandomFilters(random);
        RandomConnections connections = new RandomConnections(random);
        int named = 0;
        for (int round = 0; round < 2_000; round++) {
            Filter filter = filters.next();
            Numbers ports = filter.namedPorts().orElse(null);
            if (ports == null) {
                continue;
            }
            for (Connection connection : connections.table(20)) {
                if (filter.matches(connection)) {
                    named++;
                    assertThat(ports.contain(connection.local().port())
                                    || ports.contain(connection.remote().port()))
                            .as("seed %d, %s, %s", seed, filter, connection)
                            .isTrue();
                }
            }
        }
        assertThat(named).as("seed %d", seed).isPositive();
    }
}
