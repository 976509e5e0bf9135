package io.connflux.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.connflux.filter.value.HostPorts;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no filter: where it goes wrong, and what is said. */
class RefusalsTest {

    @TempDir
    private Path directory;

    private FilterException refused(String expression) {
        return catchThrowableOfType(FilterException.class, () -> Filter.parse(expression, Hosts.in(directory)));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '`', textBlock = """
            dport = :htps        | 9  | did you mean 'https'?
            port in {80, wwww}   | 14 | did you mean 'www'?
            tpc and port 80      | 1  | 'tpc' is no word of filters; did you mean 'tcp'?
            protoo = tcp         | 1  | did you mean 'proto'?
            state establishd     | 7  | did you mean 'ESTABLISHED'?
            tcp and established  | 9  | 'established' is a state; write 'state established'
            host example.org     | 6  | names of hosts are not resolved
            dst localhost:22     | 5  | write 'loopback'
            dev eth0             | 1  | 'dev' cannot be known
            tcp and fwmark = 1   | 9  | 'fwmark' cannot be known
            cgroup /system       | 1  | 'cgroup' cannot be known
            icmp                 | 1  | those of tcp and udp
            443                  | 1  | says not of what
            port 80 443          | 9  | port in {80, 443}
            not port 80 or 443   | 16 | says not of what
            port = 80 or 443     | 14 | says not of what
            port 70000           | 6  | 70000 is not a port (0 to 65535)
            port > 65535         | 6  | no port is > 65535
            port < 0             | 6  | no port is < 0
            port > 80..90        | 8  | compares with one number
            port > {80, 90}      | 6  | compares with one value
            port 90..80          | 6  | no port from 90 to 80
            port ~ 80            | 6  | 'port' cannot be compared with '~'
            port in {}           | 10 | no value in the braces
            port in {80          | 9  | has no '}'
            port in {80, (       | 14 | is no value
            port =               | 7  | a value is missing behind '=', before the end
            port = and tcp       | 8  | a value is missing behind '=', before 'and'
            src port             | 9  | a value is missing behind 'port'
            uid = root           | 7  | 'user' asks for the name
            uid = 4294967295     | 7  | is no uid
            pid = 1x             | 7  | '1x' is no number
            name = ngin*         | 8  | name ~ ngin*
            name > a             | 6  | 'name' cannot be compared with '>'
            age = 5s             | 5  | 'age' cannot be compared with '='
            age > 5              | 7  | write 250ms, 5s, 5m, 2h or 1d
            age > 99999999999999d | 7 | is no age
            event = born         | 9  | is none of opened
            direction = up       | 13 | is none of inbound
            proto = sctp         | 9  | is none of tcp, tcp6, udp, udp6
            host 10.0.0.256      | 6  | is not an IPv4 or IPv6 address
            host 10.1            | 6  | net 10.1
            net 10.0.0.0/33      | 5  | 0 to 32 bits, not 33
            net 10.0.0.0/x       | 5  | is no length of a prefix
            net 10.0.0.0 mask 255.0.255.0 | 19 | is no mask
            host [10.0.0.1]:80   | 6  | brackets are for IPv6
            host fe80::1%eth0    | 6  | scope
            (port 80             | 1  | no ')' for this '('
            port 80)             | 8  | no '(' for this ')'
            tcp ()               | 6  | nothing in the parentheses
            tcp and              | 8  | something is missing at the end
            or tcp               | 1  | cannot stand here
            tcp = 1              | 5  | cannot stand here
            name = 'abc          | 8  | this quote has no end
            state                | 6  | a state is missing behind 'state'
            exclude              | 8  | a state is missing behind 'exclude'
            state listen exclude listen | 1 | leaves no state
            """)
    void at_the_word_with_a_reason(String expression, int column, String said) {
        FilterException refused = refused(expression);
        assertThat(refused)
                .as(expression)
                .isNotNull()
                .hasMessageContaining(said)
                .hasMessageContaining("column " + column);
        assertThat(refused.column()).isEqualTo(column);
        assertThat(refused.expression()).isEqualTo(expression);
        assertThat(refused.explanation().lines().skip(1).findFirst()).hasValue(" ".repeat(column - 1) + "^");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '`', textBlock = """
            tcp and port 80 or port 443      | 17 | (tcp and port = 80) or port = 443       | tcp and (port = 80 or port = 443)
            tcp port = 80 or udp             | 15 | (tcp and port = 80) or udp              | tcp and (port = 80 or udp)
            tcp or port 80 udp               | 16 | tcp or (port = 80 and udp)              | (tcp or port = 80) and udp
            tcp || port 80 && udp            | 16 | tcp or (port = 80 and udp)              | (tcp or port = 80) and udp
            tcp port 80 or port 53           | 13 | (tcp and port = 80) or port = 53        | tcp and (port = 80 or port = 53)
            port 1 and tcp or udp and port 2 | 16 | (port = 1 and tcp) or (udp and port = 2) | port = 1 and (tcp or udp) and port = 2
            """)
    void and_mixed_with_or_with_both_readings(String expression, int column, String andFirst, String orFirst) {
        FilterException refused = refused(expression);
        assertThat(refused).as(expression).isNotNull().hasMessageContaining("'and' and 'or' are mixed");
        assertThat(refused.column()).isEqualTo(column);
        assertThat(refused.explanation().lines().skip(3).map(String::strip)).containsExactly(andFirst, orFirst);
        for (String reading : new String[] {andFirst, orFirst}) {
            assertThat(Filter.parse(reading)).hasToString(reading);
        }
    }

    @Test
    void a_caret_stands_below_the_place() {
        assertThat(refused("tcp and dport = :htps").explanation())
                .isEqualTo("""
                tcp and dport = :htps
                                ^
                no service 'htps' in %s; did you mean 'https'?""".formatted(directory.resolve("services")));
    }

    @Test
    void of_a_long_expression_what_is_around_the_place_is_shown() {
        String many = "port 1 or ".repeat(100);
        String[] lines =
                refused(many + "prt 80 or " + many + "port 2").explanation().split("\n", -1);
        assertThat(lines[0]).hasSizeLessThan(130).startsWith("…").endsWith("…");
        assertThat(lines[0].substring(lines[1].indexOf('^'))).startsWith("prt 80");
    }

    @Test
    void what_is_no_plain_text_reaches_no_terminal() {
        FilterException refused = refused("tcp\nand \u001b[31mx\u202e");
        assertThat(refused.getMessage()).doesNotContain("\u001b", "\n", "\u202e");
        assertThat(refused.explanation()).doesNotContain("\u001b", "\u202e");
        assertThat(refused.explanation().lines().skip(1).findFirst()).hasValue(" ".repeat(8) + "^");
    }

    @Test
    void deep_and_long_ones() {
        assertThat(refused("(".repeat(4000))).hasMessageContaining("64 deep");
        assertThat(Filter.parse("(".repeat(64) + "tcp" + ")".repeat(64))).isEqualTo(Filter.tcp());
        assertThat(refused("(".repeat(65) + "tcp" + ")".repeat(65)).column()).isEqualTo(65);
        assertThat(Filter.parse("not ".repeat(1000) + "tcp")).isEqualTo(Filter.tcp());
        assertThat(Filter.parse("!".repeat(1001) + "tcp"))
                .isEqualTo(Filter.tcp().negate());
        assertThat(refused("tcp " + " ".repeat(Filter.MAX_LENGTH)).column()).isEqualTo(Filter.MAX_LENGTH + 1);
    }

    @Test
    void names_of_ports_where_there_is_no_file_of_them() {
        HostPorts none = new HostPorts(directory.resolve("none"), null);
        FilterException refused = catchThrowableOfType(FilterException.class, () -> Filter.parse("port ssh", none));
        assertThat(refused).hasMessageContaining("no service 'ssh' in " + directory.resolve("none"));
        assertThat(catchThrowableOfType(FilterException.class, () -> Filter.parse("port ssh", HostPorts.UNKNOWN)))
                .hasMessageContaining("no file of services");
    }
}
