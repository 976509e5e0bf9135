package io.connflux.stream.encode.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommunityIdTest {

    private final CommunityId communityId = new CommunityId();

    private String of(Protocol protocol, Endpoint local, Endpoint remote) {
        Connection connection = Connection.of(protocol, local, remote, SocketState.ESTABLISHED);
        return new String(communityId.of(connection), StandardCharsets.US_ASCII);
    }

    private static Endpoint endpoint(String address, int port) {
        return new Endpoint(Address.parse(address), port);
    }

    /**
     * Those of the specification, TCP and UDP over IPv4 and TCP over IPv6; the first one mapped, and one of an address whose first bit
     * is no sign.
     */
    @ParameterizedTest
    @CsvSource({
        "TCP, 128.232.110.120, 34855, 66.35.250.204, 80, 1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
        "UDP, 192.168.1.52, 54585, 8.8.8.8, 53, 1:d/FP5EW3wiY1vCndhwleRRKHowQ=",
        "TCP6, 2001:470:e5bf:dead:4957:2174:e82c:4887, 63943, 2607:f8b0:400c:c03::1a, 25,"
                + " 1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=",
        "TCP6, ::ffff:128.232.110.120, 34855, ::ffff:66.35.250.204, 80, 1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
        "TCP6, fe80::1, 1234, 2001:db8::1, 443, 1:p6Wmy8j7YwX2YqSGFX2EBGxKrL8="
    })
    void published_vectors_hold_from_both_ends(
            Protocol protocol, String local, int localPort, String remote, int remotePort, String expected) {
        Endpoint one = endpoint(local, localPort);
        Endpoint other = endpoint(remote, remotePort);
        assertThat(of(protocol, one, other)).isEqualTo(expected);
        assertThat(of(protocol, other, one)).isEqualTo(expected);
    }

    @Test
    void both_ends_of_a_connection_have_one_and_no_other_connection_has_it() {
        long seed = 3;
        Random random = new Random(seed);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            Protocol protocol = Protocol.values()[random.nextInt(4)];
            // Few addresses, so that some connections differ in their ports only.
            Endpoint local = endpoint(random, protocol.isIpv6());
            Endpoint remote = endpoint(random, protocol.isIpv6());
            String id = of(protocol, local, remote);
            assertThat(id).as("seed %d", seed).matches("1:[A-Za-z0-9+/]{27}=").isEqualTo(of(protocol, remote, local));
            seen.add(id);
        }
        assertThat(seen).as("seed %d", seed).hasSizeGreaterThan(4_990);
    }

    private static Endpoint endpoint(Random random, boolean ipv6) {
        // With the sign bit and without: bytes are compared, which have none.
        int bits = random.nextInt(2) == 0 ? 0x7F00_0001 : 0xC0A8_0001;
        Address address = ipv6 ? Address.ipv6(0x8000_0000_0000_0000L >>> random.nextInt(2), bits) : Address.ipv4(bits);
        return new Endpoint(address, random.nextInt(65_536));
    }

    @Test
    void what_has_no_peer_has_none() {
        Endpoint any = endpoint("0.0.0.0", 0);
        Endpoint local = endpoint("127.0.0.1", 53);
        assertThat(CommunityId.isOf(Connection.of(Protocol.TCP, local, any, SocketState.LISTEN)))
                .isFalse();
        assertThat(CommunityId.isOf(Connection.of(Protocol.UDP, local, any, SocketState.UNCONNECTED)))
                .isFalse();
        assertThat(CommunityId.isOf(Connection.of(Protocol.UDP, local, any, SocketState.UNKNOWN)))
                .isFalse();
        assertThat(CommunityId.isOf(Connection.of(Protocol.TCP, local, local, SocketState.LISTEN)))
                .isFalse();
        assertThat(CommunityId.isOf(Connection.of(Protocol.TCP, local, local, SocketState.TIME_WAIT)))
                .isTrue();
    }
}
