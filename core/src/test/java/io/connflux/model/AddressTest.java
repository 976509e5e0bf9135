package io.connflux.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "127.0.0.1",
                "255.255.255.255",
                "9.99.199.249",
                "::",
                "::1",
                "::ffff:1.2.3.4",
                "fe80::1:0:0"
            })
    void what_is_written_is_read(String text) {
        assertThat(Address.parse(text)).hasToString(text);
    }

    /** What {@link java.net.InetAddress} takes for no literal it asks a name server for, which a peer must not bring about. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "999.1.1.1",
                "1.2.3.256",
                "1.2.3",
                "1.2.3.4.",
                "01.2.3.4",
                "localhost",
                ".:1",
                "1:2",
                "::1%eth0",
                "१.2.3.4"
            })
    void no_name_is_looked_up(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not an IPv4 or IPv6 address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[31m", "\u202e", "1.2.3.4\n", "\u009b2J"})
    void what_it_says_of_it_is_plain(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage().codePoints()).allMatch(PlainText::isPlain));
    }
}
