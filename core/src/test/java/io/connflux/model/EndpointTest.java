package io.connflux.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void reads_what_it_writes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            long low = random.nextLong() >>> random.nextInt(64);
            long high = random.nextInt(3) == 0 ? 0 : random.nextLong() << random.nextInt(64);
            Address address = random.nextBoolean()
                    ? Address.ipv4((int) low)
                    : Address.ipv6(high, random.nextInt(4) == 0 ? 0xFFFF_0000_0000L | (low & 0xFFFF_FFFFL) : low);
            Endpoint endpoint = new Endpoint(address, random.nextInt(65536));
            assertThat(Endpoint.parse(endpoint.toString())).as("seed " + seed).isEqualTo(endpoint);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4:443, 1.2.3.4, 443",
        "[::1]:443, ::1, 443",
        "[2001:DB8:0::1]:0, 2001:db8::1, 0",
        "0.0.0.0:65535, 0.0.0.0, 65535",
        "[::ffff:1.2.3.4]:80, ::ffff:1.2.3.4, 80"
    })
    void reads_other_ways_to_write_it(String text, String address, int port) {
        assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint(Address.parse(address), port));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.2.3.4|'1.2.3.4' does not end in a port of 0 to 65535, as in 127.0.0.1:80 or [::1]:80",
                "1.2.3.4:http|'1.2.3.4:http' does not end in a port",
                "1.2.3.4:|'1.2.3.4:' does not end in a port",
                "1.2.3.4:+80|does not end in a port",
                "1.2.3.4:٨٠|does not end in a port",
                "1.2.3.4:65536|port 65536 is not in 0 to 65535",
                "localhost:80|'localhost' is not an IPv4 or IPv6 address",
                ":80|'' is not an IPv4 or IPv6 address",
                "::1:80|'::1:80' must be written [::1]:80",
                "[1.2.3.4]:80|'[1.2.3.4]:80' must be written 1.2.3.4:80",
                "[::1:80|is not an IPv4 or IPv6 address",
                "[]:80|is not an IPv4 or IPv6 address"
            })
    void says_what_is_wrong_and_how_it_is_written(String text, String message) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536, 99_999})
    void has_no_port_that_there_is_not(int port) {
        assertThatThrownBy(() -> new Endpoint(Address.ipv4(1), port))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port " + port + " is not in 0 to 65535");
    }
}
