package io.connflux.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an address is for; each first and last address of a block, and its neighbours outside. */
class AddressKindsTest {

    private static final String[] STARTS = {
        "127.0.0.1",
        "169.254.3.4",
        "10.1.2.3",
        "172.20.0.1",
        "192.168.0.1",
        "224.0.0.1",
        "8.8.8.8",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "::2",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "fc00::1",
        "fdff::1",
        "ff02::1",
        "2001:db8::1",
        "2a00::1",
        "::"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agrees_with_the_jdk_where_the_jdk_has_a_word_for_it(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            Address start = Address.parse(STARTS[random.nextInt(STARTS.length)]);
            // Differs from it in the lowest bits, or in any.
            long flips = random.nextLong() >>> random.nextInt(64);
            Address address = start.ipv6()
                    ? Address.ipv6(start.high() ^ (random.nextBoolean() ? 0 : flips), start.low() ^ flips)
                    : Address.ipv4((int) (start.low() ^ flips));
            InetAddress jdk = address.toInetAddress();
            String about = "seed " + seed + ", " + address;
            assertThat(jdk.getHostAddress())
                    .as(about)
                    .isEqualTo(
                            address.unmapped().ipv6()
                                    ? full(address)
                                    : address.unmapped().toString());
            assertThat(address.isLoopback()).as(about).isEqualTo(jdk.isLoopbackAddress());
            assertThat(address.isLinkLocal()).as(about).isEqualTo(jdk.isLinkLocalAddress());
            assertThat(address.isMulticast()).as(about).isEqualTo(jdk.isMulticastAddress());
            if (!address.unmapped().ipv6()) {
                assertThat(address.isPrivate()).as(about).isEqualTo(jdk.isSiteLocalAddress());
            }
            boolean special =
                    address.isLoopback() || address.isLinkLocal() || address.isMulticast() || address.isPrivate();
            assertThat(address.isPublic() && special).as(about).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, false",
        "0.255.255.255, false",
        "1.0.0.0, true",
        "9.255.255.255, true",
        "10.0.0.0, false",
        "10.255.255.255, false",
        "11.0.0.0, true",
        "100.63.255.255, true",
        "100.64.0.0, false",
        "100.127.255.255, false",
        "100.128.0.0, true",
        "126.255.255.255, true",
        "127.0.0.0, false",
        "128.0.0.0, true",
        "169.253.255.255, true",
        "169.254.0.0, false",
        "169.255.0.0, true",
        "172.15.255.255, true",
        "172.16.0.0, false",
        "172.31.255.255, false",
        "172.32.0.0, true",
        "192.0.0.8, false",
        "192.0.0.9, true",
        "192.0.0.10, true",
        "192.0.0.11, false",
        "192.0.1.0, true",
        "192.0.2.1, false",
        "192.0.3.0, true",
        "192.88.99.1, true",
        "192.167.255.255, true",
        "192.168.0.0, false",
        "192.169.0.0, true",
        "198.17.255.255, true",
        "198.18.0.0, false",
        "198.19.255.255, false",
        "198.20.0.0, true",
        "198.51.100.7, false",
        "203.0.113.7, false",
        "223.255.255.255, true",
        "224.0.0.0, false",
        "239.255.255.255, false",
        "240.0.0.0, false",
        "255.255.255.255, false",
        "::, false",
        "::1, false",
        "::2, false",
        "64:ff9b::808:808, true",
        "64:ff9b:1::1, false",
        "100::1, false",
        "1fff::1, false",
        "2000::1, true",
        "2001::1, true",
        "2001:1::1, true",
        "2001:1::4, false",
        "2001:2::1, false",
        "2001:3::1, true",
        "2001:4:112::1, true",
        "2001:4:113::1, false",
        "2001:20::1, true",
        "2001:2f:ffff::1, true",
        "2001:30::1, true",
        "2001:40::1, false",
        "2001:200::1, true",
        "2001:db7::1, true",
        "2001:db8::1, false",
        "2001:db9::1, true",
        "2002:102:304::1, true",
        "2a00:1450::1, true",
        "3ffe:ffff::1, true",
        "3fff::1, false",
        "3fff:fff::1, false",
        "4000::1, false",
        "5f00::1, false",
        "fc00::1, false",
        "fdff::1, false",
        "fe80::1, false",
        "fec0::1, false",
        "ff0e::1, false",
        "::ffff:8.8.8.8, true",
        "::ffff:10.0.0.1, false",
        "::ffff:127.0.0.1, false"
    })
    void says_what_the_internet_can_reach(String address, boolean reachable) {
        assertThat(Address.parse(address).isPublic()).isEqualTo(reachable);
    }

    @ParameterizedTest
    @CsvSource({
        "9.255.255.255, false", "10.0.0.0, true", "10.255.255.255, true", "11.0.0.0, false", "172.15.255.255, false",
        "172.16.0.0, true", "172.31.255.255, true", "172.32.0.0, false", "192.168.255.255, true", "192.169.0.0, false",
        "100.64.0.1, false", "127.0.0.1, false", "169.254.0.1, false", "fbff::1, false", "fc00::, true",
        "fdff:ffff::1, true", "fe00::1, false", "fe80::1, false", "::ffff:192.168.1.1, true", "::ffff:8.8.8.8, false"
    })
    void says_what_is_in_a_network_of_ones_own(String address, boolean own) {
        assertThat(Address.parse(address).isPrivate()).isEqualTo(own);
    }

    @Test
    void only_a_mapped_address_is_unmapped() {
        assertThat(Address.parse("::ffff:1.2.3.4").unmapped()).isEqualTo(Address.parse("1.2.3.4"));
        assertThat(Address.parse("::ffff:255.255.255.255").unmapped()).isEqualTo(Address.ipv4(-1));
        assertThat(Address.parse("::1.2.3.4").unmapped()).isEqualTo(Address.parse("::1.2.3.4"));
        assertThat(Address.parse("1.2.3.4").unmapped()).isEqualTo(Address.parse("1.2.3.4"));
    }

    /** The JDK's text of an IPv6 address: eight groups, no zeros left out. */
    private static String full(Address address) {
        StringBuilder text = new StringBuilder();
        for (int shift = 48; shift >= 0; shift -= 16) {
            text.append(Long.toHexString(address.high() >>> shift & 0xFFFF)).append(':');
        }
        for (int shift = 48; shift >= 0; shift -= 16) {
            text.append(Long.toHexString(address.low() >>> shift & 0xFFFF)).append(shift > 0 ? ":" : "");
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.0.0.0, 8, true",
        "10.1.2.3, 11.0.0.0, 8, false",
        "10.1.2.3, 10.1.2.2, 31, true",
        "10.1.2.3, 10.1.2.2, 32, false",
        "255.255.255.255, 0.0.0.0, 0, true",
        "::ffff:10.1.2.3, 10.0.0.0, 8, true",
        "::ffff:10.1.2.3, ::ffff:0:0, 96, true",
        "2001:db8::1, 10.0.0.0, 0, false",
        "10.1.2.3, ::, 0, false",
        "2001:db8::1, 2001:db8::, 32, true",
        "2001:db9::1, 2001:db8::, 32, false",
        "2001:db8:0:1::1, 2001:db8:0:1::, 64, true",
        "2001:db8:0:1::1, 2001:db8:0:1::2, 127, false",
        "2001:db8:0:1::1, 2001:db8:0:1::, 127, true",
        "2001:db8:0:1::1, 2001:db8:0:1::1, 128, true"
    })
    void an_address_is_in_a_network_where_the_first_bits_agree(String address, String network, int prefix, boolean in) {
        assertThat(Address.parse(address).isIn(Address.parse(network), prefix)).isEqualTo(in);
    }

    @Test
    void a_prefix_that_no_address_of_the_family_has_is_refused() {
        Address any = Address.parse("10.0.0.0");
        assertThatThrownBy(() -> any.isIn(any, 33)).hasMessage("a prefix of 10.0.0.0 has 0 to 32 bits, not 33");
    }
}
