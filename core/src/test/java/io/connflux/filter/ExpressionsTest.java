package io.connflux.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.SocketState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What people type, and how it is understood. */
class ExpressionsTest {

    @TempDir
    private Path directory;

    private void isUnderstood(String expression, String as) {
        Filter filter = Filter.parse(expression, Hosts.in(directory));
        assertThat(filter.toString()).isEqualTo(as);
        assertThat(Filter.parse(as, Hosts.in(directory))).isEqualTo(filter);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '`', textBlock = """
            state established                              | state = ESTABLISHED
            state estab                                    | state = ESTABLISHED
            state ESTABLISHED                              | state = ESTABLISHED
            state fin-wait-2                               | state = FIN_WAIT2
            state FIN_WAIT_2                               | state = FIN_WAIT2
            state FIN-WAIT2                                | state = FIN_WAIT2
            state listening                                | state = LISTEN
            state listen                                   | state = LISTEN
            state syn-rcv                                  | state = SYN_RECV
            state syn_received                             | state = SYN_RECV
            state unconnected                              | state in {CLOSE, UNCONNECTED}
            state closed                                   | state in {CLOSE, UNCONNECTED}
            state established state listening              | state in {ESTABLISHED, LISTEN}
            state connected exclude established exclude syn-sent exclude closing | state in {UNKNOWN, SYN_RECV, FIN_WAIT1, FIN_WAIT2, TIME_WAIT, CLOSE_WAIT, LAST_ACK}
            exclude time-wait                              | state != TIME_WAIT
            excl time-wait exclude listening               | state not in {TIME_WAIT, LISTEN}
            state connected                                | state = connected
            state synchronized                             | state = synchronized
            state bucket                                   | state = bucket
            state big                                      | state = big
            state all                                      | state = all
            state established dport = :443                 | state = ESTABLISHED and dport = 443
            dport = :443                                   | dport = 443
            dport = :https                                 | dport = 443
            dport eq :https                                | dport = 443
            dport == 443                                   | dport = 443
            sport gt :1024                                 | sport > 1024
            sport > :1024                                  | sport > 1024
            sport geq 1024                                 | sport > 1023
            sport lt :1024                                 | sport < 1024
            sport <= 1023                                  | sport < 1024
            dport != :22                                   | dport != 22
            dport neq :22                                  | dport != 22
            ( dport = :ssh or sport = :ssh )               | dport = 22 or sport = 22
            (sport=:22)                                    | sport = 22
            (sport=:22||dport=:22)&&!src 127.0.0.1         | (sport = 22 or dport = 22) and local != 127.0.0.1
            src 10.0.0.0/8:22                              | local = 10.0.0.0/8 and sport = 22
            src = 10.0.0.1                                 | local = 10.0.0.1
            src != 10.0.0.1:22                             | not (local = 10.0.0.1 and sport = 22)
            dst [2001:db8::1]:443                          | remote = 2001:db8::1 and dport = 443
            dst [2001:db8::]/32                            | remote = 2001:db8::/32
            dst [2001:db8::/32]:https                      | remote = 2001:db8::/32 and dport = 443
            dst 2001:DB8:0::1                              | remote = 2001:db8::1
            dst *:53                                       | dport = 53
            dst :53                                        | dport = 53
            dst 10.0.0.1:*                                 | remote = 10.0.0.1
            dst *                                          | all
            not dport = :443                               | dport != 443
            ! dst 10/8                                     | remote != 10.0.0.0/8
            autobound                                      | sport in {40000..50000}
            sport = :22 dport = :1024                      | sport = 22 and dport = 1024
            """)
    void as_ss_takes_it(String expression, String understood) {
        isUnderstood(expression, understood);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '`', textBlock = """
            tcp                                            | tcp
            udp and ip6                                    | udp and ip6
            host 10.0.0.1                                  | addr = 10.0.0.1
            src host 10.0.0.1                              | local = 10.0.0.1
            dst net 10.0.0.0/8                             | remote = 10.0.0.0/8
            net 192.168                                    | addr = 192.168.0.0/16
            net 10                                         | addr = 10.0.0.0/8
            net 192.168.1.0 mask 255.255.255.0             | addr = 192.168.1.0/24
            net 10.1.2.3/8                                 | addr = 10.0.0.0/8
            net 2001:db8::/32                              | addr = 2001:db8::/32
            port 80                                        | port = 80
            port www                                       | port = 80
            src port 80                                    | sport = 80
            dst portrange 8000-8010                        | dport in {8000..8010}
            portrange ftp..ssh                             | port in {21..22}
            src or dst port domain                         | port = 53
            src and dst net 10.0.0.0/8                     | local = 10.0.0.0/8 and remote = 10.0.0.0/8
            port 80 or 443                                 | port = 80 or port = 443
            src host 10.0.0.1 or 10.0.0.2 or ::1           | local = 10.0.0.1 or local = 10.0.0.2 or local = ::1
            host 10.0.0.1 and not port 22                  | addr = 10.0.0.1 and port != 22
            not host 10.0.0.1 and not net 192.168          | addr != 10.0.0.1 and addr != 192.168.0.0/16
            tcp port 80                                    | tcp and port = 80
            tcp port 80 or udp port 53                     | (tcp and port = 80) or (udp and port = 53)
            tcp dst port 80 or 443                         | (tcp and dport = 80) or (tcp and dport = 443)
            ip6 host ::1                                   | ip6 and addr = ::1
            not tcp port 80                                | not (tcp and port = 80)
            tcp and (port 80 or port 443)                  | tcp and (port = 80 or port = 443)
            inbound                                        | direction = inbound
            proto 17                                       | udp
            """)
    void as_tcpdump_takes_it(String expression, String understood) {
        isUnderstood(expression, understood);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '`', textBlock = """
            port in {80, 443, 8000..8010}                  | port in {80, 443, 8000..8010}
            port in { 81 80,82 , https }                   | port in {80..82, 443}
            port = {80}                                    | port = 80
            port not in {80, 443}                          | port not in {80, 443}
            port=twice                                     | port in {7, 9}
            port < 1                                       | port = 0
            port > 65534                                   | port = 65535
            port >= 0                                      | port in {0..65535}
            state = {syn-sent, SYN_RECV}                   | state in {SYN_SENT, SYN_RECV}
            state in {bucket, LISTEN}                      | state in {SYN_RECV, TIME_WAIT, LISTEN}
            state = unconnected                            | state = UNCONNECTED
            state = close                                  | state = CLOSE
            proto = tcp6                                   | proto = tcp6
            proto = {tcp, tcp6}                            | tcp
            proto in {tcp, udp}                            | proto in {tcp, udp}
            proto != udp6                                  | proto != udp6
            remote = public                                | remote = public
            src loopback                                   | local = loopback
            link-local or multicast                        | link-local or multicast
            addr in {10.0.0.0/8, private}                  | addr = 10.0.0.0/8 or private
            addr not in {10.0.0.0/8, loopback}             | not (addr = 10.0.0.0/8 or loopback)
            addr = 10.0.0.1:22                             | (local = 10.0.0.1 and sport = 22) or (remote = 10.0.0.1 and dport = 22)
            name ~ ngin*                                   | name ~ ngin*
            name !~ ngin?                                  | name !~ ngin?
            name = "a b"                                   | name = "a b"
            name = 'it\\'s'                                | name = "it's"
            name = "ngin*"                                 | name = "ngin*"
            name in {b, a, b}                              | name in {a, b}
            name nginx user www-data                       | name = nginx and user = www-data
            name = "and"                                   | name = "and"
            exe = /usr/sbin/nginx                          | exe = /usr/sbin/nginx
            unit ~ 'getty@*'                               | unit ~ getty@*
            uid = 1000                                     | uid = 1000
            uid in {0, 1000..1999}                         | uid in {0, 1000..1999}
            pid > 1                                        | pid > 1
            netns != blue                                  | netns != blue
            container = 3f4e and pod != 0d1c               | container = 3f4e and pod != 0d1c
            direction = {inbound, unknown}                 | direction = inbound or direction = unknown
            event in {opened, closed}                      | event in {closed, opened}
            event = state_changed                          | event = state-changed
            age > 90s                                      | age > 90s
            age >= 120s                                    | age >= 2m
            age <= 0ms                                     | age <= 0s
            age lt 36h                                     | age < 36h
            id = 0abc-1                                    | id = 0abc-1
            not not tcp                                    | tcp
            not (tcp or udp)                               | not (tcp or udp)
            ((tcp and (udp)) and port 1)                   | tcp and udp and port = 1
            """)
    void as_fields_with_operators(String expression, String understood) {
        isUnderstood(expression, understood);
    }

    @Test
    void nothing_means_everything() {
        assertThat(Filter.parse("")).isEqualTo(Filter.ALL);
        assertThat(Filter.parse(" \t\n")).isEqualTo(Filter.ALL);
        assertThat(Filter.parse("all")).isEqualTo(Filter.ALL).hasToString("all");
    }

    @ParameterizedTest
    @EnumSource(SocketState.class)
    void a_state_in_every_spelling(SocketState state) {
        Filter exactly = Filter.state(state);
        String name = state.name();
        assertThat(Filter.parse("state = " + name)).isEqualTo(exactly).hasToString("state = " + name);
        assertThat(Filter.parse("state = " + name.toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(exactly);
        assertThat(Filter.parse("state = " + name.replace('_', '-'))).isEqualTo(exactly);
        assertThat(Filter.parse("state = " + name.replace("_", ""))).isEqualTo(exactly);
    }

    @Test
    void a_name_is_looked_up_only_where_there_is_one() {
        assertThat(Filter.parse("port 443", io.connflux.filter.value.HostPorts.UNKNOWN))
                .isEqualTo(Filter.port(443));
    }
}
