package io.connflux.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.filter.value.HostPorts;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.procfs.ProcNet;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Expressions as {@code ss} takes them choose the same sockets of this kernel as {@code ss} itself does. */
class SsAgreementTest {

    private static @Nullable SsNamespace namespace;

    @BeforeAll
    static void open() throws Exception {
        namespace = SsNamespace.open();
    }

    @AfterAll
    static void close() throws Exception {
        if (namespace != null) {
            namespace.close();
        }
    }

    private static SsNamespace sockets() {
        return Objects.requireNonNull(namespace);
    }

    /** {@code local>remote} of each, in order. */
    private static List<String> chosenBySs(String kind, String expression) throws Exception {
        List<String> ends = new ArrayList<>();
        for (String line : sockets().ss(kind + " " + expression)) {
            String[] columns = line.strip().split("\\s+", -1);
            assertThat(columns).as("%s: %s", expression, line).hasSizeBetween(4, 5);
            // The first one, the state, is left out where there can be one only.
            ends.add(end(columns[columns.length - 2]) + ">" + end(columns[columns.length - 1]));
        }
        return sorted(ends);
    }

    /** ss prints {@code *} for any port, and for any address where a socket takes both families. */
    private static Endpoint end(String text) {
        int colon = text.lastIndexOf(':');
        String address = text.substring(0, colon).equals("*") ? "[::]" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        return Endpoint.parse(address + ":" + (port.equals("*") ? "0" : port));
    }

    private static List<String> chosen(Filter filter, Predicate<Connection> ofKind) throws Exception {
        List<String> ends = new ArrayList<>();
        Path proc = Path.of("/proc", Long.toString(sockets().pid()));
        for (Connection c : ProcNet.at(proc).read().connections(filter.existingAt(Instant.EPOCH))) {
            if (ofKind.test(c)) {
                ends.add(c.local() + ">" + c.remote());
            }
        }
        return sorted(ends);
    }

    private static List<String> sorted(Collection<String> ends) {
        return ends.stream().sorted().toList();
    }

    private static void agree(SoftAssertions softly, String ours, String ss) throws Exception {
        Filter filter = Filter.parse(ours, HostPorts.OF_THIS_HOST);
        softly.assertThat(chosen(filter, c -> c.protocol().isTcp()))
                .as("tcp: %s, as %s", ours, filter)
                .isEqualTo(chosenBySs("-tan", ss));
        softly.assertThat(chosen(filter, c -> !c.protocol().isTcp()))
                .as("udp: %s, as %s", ours, filter)
                .isEqualTo(chosenBySs("-uan", ss));
    }

    @Test
    void without_a_filter_both_see_sockets_in_many_states() throws Exception {
        assertThat(chosen(Filter.ALL, c -> true)).hasSizeGreaterThan(25);
        for (String state :
                List.of("listen", "established", "syn-sent", "time-wait", "close-wait", "fin-wait-2", "unconnected")) {
            assertThat(chosen(Filter.parse("state " + state), c -> true))
                    .as(state)
                    .isNotEmpty();
        }
    }

    @Test
    void as_ss_chooses() throws Exception {
        List<String> expressions = List.of(
                "state established",
                "state listening",
                "state connected",
                "state synchronized",
                "state bucket",
                "state big",
                "state all",
                "state unconnected",
                "state closed",
                "state syn-sent",
                "state time-wait state fin-wait-2",
                "state connected exclude established",
                "exclude listening exclude time-wait",
                "dport = :443",
                "sport = :443",
                "dport = :domain",
                "dport != :443",
                "sport gt :1024",
                "sport lt :1024",
                "sport ge :8080",
                "sport le :443",
                "dport > :1024",
                "'( dport = :443 or sport = :443 )'",
                "'( dport = :8080 or sport = :8080 )' and not src 127.0.0.1",
                "sport = :8080 and dst 10.0.0.0/8",
                "src 127.0.0.1",
                "src 10.0.0.0/8",
                "src 10.1.2.3:8443",
                "dst 10.0.0.0/8:8080",
                "dst [2001:db8::1]:443",
                "dst [2001:db8::/32]",
                "src [::1]",
                "src [::1]:443",
                "dst '*:53'",
                "dst :443",
                "src 127.0.0.0/8 or dst 10.0.0.0/8",
                "not src 127.0.0.1",
                "'!' dport = :8080",
                "state established dport = :443",
                "state listening src :8443",
                "autobound and dport = :443",
                "sport = :22 || dport = :22");
        SoftAssertions softly = new SoftAssertions();
        for (String expression : expressions) {
            agree(softly, expression.replace("'", ""), expression.replace("||", "'||'"));
        }
        softly.assertAll();
    }

    @Test
    void as_ss_chooses_what_tcpdump_would_say_otherwise() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        agree(softly, "port 443", "'( sport = :443 or dport = :443 )'");
        agree(softly, "src port 443 or 8080", "sport = :443 or sport = :8080");
        agree(softly, "dst port 53", "dport = :53");
        agree(softly, "host 10.1.2.3", "src 10.1.2.3 or dst 10.1.2.3");
        agree(softly, "dst net 10", "dst 10.0.0.0/8");
        agree(softly, "src host ::1 and dst port 443", "src [::1] and dport = :443");
        agree(softly, "src portrange 400-8443", "sport ge :400 and sport le :8443");
        agree(softly, "net 2001:db8::/32", "src [2001:db8::/32] or dst [2001:db8::/32]");
        agree(softly, "not port 443", "sport != :443 and dport != :443");
        agree(softly, "state in {LISTEN, UNCONNECTED}", "state listening state unconnected");
        agree(softly, "port != 443 and state != ESTABLISHED", "exclude established sport != :443 and dport != :443");
        softly.assertAll();
    }
}
