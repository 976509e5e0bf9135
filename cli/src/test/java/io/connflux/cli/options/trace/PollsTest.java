package io.connflux.cli.options.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.filter.Filter;
import io.connflux.model.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollsTest {

    private static final Path PROC = Path.of("/proc");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Set<Protocol> TCP = EnumSet.of(Protocol.TCP, Protocol.TCP6);
    private static final Set<Protocol> UDP = EnumSet.of(Protocol.UDP, Protocol.UDP6);
    private static final Set<Protocol> ALL = EnumSet.allOf(Protocol.class);

    @TempDir
    private Path folder;

    private static Polls polls(Set<Protocol> read, String expression) {
        return Polls.of(PROC, read, Filter.parse(expression), SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "port = :53", "not tcp6", "udp or port = :443"})
    void udp_comes_no_later_beside_a_trace_that_tells_nothing_of_it(String expression) {
        assertThat(polls(ALL, expression).resync()).isEqualTo(SECOND);
        assertThat(polls(ALL, expression).unfit()).isEmpty();
    }

    @Test
    void polls_of_tcp_alone_are_rare() {
        assertThat(polls(TCP, "").resync()).isEqualTo(Duration.ofSeconds(10));
        assertThat(polls(ALL, "tcp and port = :443").resync()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void polls_are_not_more_frequent_beside_a_trace_than_without() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(Polls.of(PROC, TCP, Filter.ALL, minute).resync()).isEqualTo(minute);
    }

    @Test
    void a_trace_is_of_no_use_where_tcp_is_left_out() {
        assertThat(polls(UDP, "").unfit())
                .isEqualTo("the trace tells of TCP alone, and '--protocol udp,udp6' leaves TCP out");
        assertThat(polls(ALL, "udp and port = :53").unfit())
                .startsWith("the trace tells of TCP alone, and 'udp and")
                .endsWith("' leaves TCP out");
    }

    @Test
    void a_trace_is_of_no_use_beside_the_files_of_another_host() {
        assertThat(Polls.of(folder, ALL, Filter.ALL, SECOND).unfit())
                .isEqualTo("the trace tells of the running kernel's sockets, and " + folder + " is no procfs of that");
    }

    @Test
    void a_folder_that_is_not_there_is_told_by_the_poll() {
        assertThat(Polls.of(folder.resolve("no"), ALL, Filter.ALL, SECOND).unfit())
                .isEmpty();
    }

    @Test
    void another_way_to_proc_is_as_good() {
        assertThat(Polls.of(Path.of("/proc/self/root/proc"), ALL, Filter.ALL, SECOND)
                        .unfit())
                .isEmpty();
    }
}
