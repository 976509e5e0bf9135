package io.connflux.stream.tracefs;

import static io.connflux.model.SocketState.CLOSE;
import static io.connflux.model.SocketState.LAST_ACK;
import static io.connflux.model.SocketState.SYN_SENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Outcome;
import io.connflux.observation.ActingProcess;
import io.connflux.observation.Observation;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An instance that was prepared by a version that knew less of the kernel's events. */
class OlderInstanceTest {

    private static final String NAME =
            "connflux_test_older_" + ProcessHandle.current().pid();

    private Path instance;

    @BeforeEach
    void prepare() throws IOException {
        WatchedHost.assumeTraceable();
        instance = PreparedTrace.prepare(Tracefs.ROOT, NAME, "0", WatchedHost.ROOMY);
    }

    @AfterEach
    void remove() throws IOException {
        if (instance != null) {
            PreparedTrace.remove(Tracefs.ROOT, NAME);
        }
    }

    private Tracefs without(String events) throws IOException {
        Files.writeString(instance.resolve("events").resolve(events).resolve("enable"), "0", StandardOpenOption.WRITE);
        return Tracefs.prepared(instance);
    }

    @Test
    void one_that_tells_all_lacks_nothing() {
        assertThat(Tracefs.prepared(instance).unprepared()).isEmpty();
        assertThat(Tracefs.at(Tracefs.ROOT).unprepared())
                .as("what a reader makes for itself")
                .isEmpty();
    }

    @Test
    void without_those_of_threads_it_tells_the_processes_that_are_still_there() throws IOException {
        Tracefs older = without("task");
        assertThat(older.missing()).isEmpty();
        assertThat(older.unprepared()).containsExactly("task:task_newtask", "task:task_rename");
        try (WatchedHost host = WatchedHost.open(older);
                ServerSocket listener = new ServerSocket(0, 1, host.address)) {
            Process there = new ProcessBuilder(List.of(
                            "bash",
                            "-c",
                            "exec 3<>/dev/tcp/$0/$1; read",
                            host.address.getHostAddress(),
                            "" + listener.getLocalPort()))
                    .start();
            Observation begun = host.await(each -> each.after() == SYN_SENT);
            ActingProcess told = Objects.requireNonNull(begun.process());
            assertThat(told.pid()).isEqualTo((int) there.pid());
            assertThat(told.name()).isEqualTo("bash");
            there.destroy();
        }
    }

    @Test
    void without_one_that_speaks_against_an_end_in_order_none_is_told_as_such() throws IOException {
        for (String event : List.of("tcp_receive_reset", "tcp_send_reset", "tcp_retransmit_skb")) {
            Tracefs older = without("tcp/" + event);
            assertThat(older.unprepared()).contains("tcp:" + event);
            assertThat(outcomeOfAnEndInOrder(older)).as(event).isNull();
            instance = PreparedTrace.prepare(Tracefs.ROOT, NAME, "0", WatchedHost.ROOMY);
            assertThat(outcomeOfAnEndInOrder(Tracefs.prepared(instance)))
                    .as("with all")
                    .isEqualTo(Outcome.CLOSED);
        }
    }

    private static @Nullable Outcome outcomeOfAnEndInOrder(Tracefs trace) throws IOException {
        try (WatchedHost host = WatchedHost.open(trace);
                ServerSocket listener = new ServerSocket(0, 1, host.address)) {
            Socket client = new Socket(host.address, listener.getLocalPort());
            Socket accepted = listener.accept();
            client.close();
            accepted.close();
            return host.await(each -> each.before() == LAST_ACK && each.after() == CLOSE)
                    .outcome();
        }
    }
}
