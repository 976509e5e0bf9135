package io.connflux.stream.tracefs;

import static io.connflux.stream.tracefs.ReadersTraces.INSTANCES;
import static io.connflux.stream.tracefs.ReadersTraces.instancesOf;
import static io.connflux.stream.tracefs.ReadersTraces.threads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.observation.ObservationReader;
import io.connflux.observation.Observations;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader makes in the kernel, and what is left of it. */
class TraceInstancesTest {

    @Test
    void a_closed_reader_leaves_no_instance_and_no_thread() throws IOException {
        WatchedHost.assumeTraceable();
        ObservationReader reader = Tracefs.at(Tracefs.ROOT).open(() -> {});
        assertThat(instancesOf(ProcessHandle.current().pid())).hasSize(1);
        assertThat(threads()).hasSizeGreaterThan(1);
        reader.close();
        assertThat(instancesOf(ProcessHandle.current().pid())).isEmpty();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
        reader.close();
        assertThat(reader.take()).isEqualTo(Observations.NONE);
    }

    @Test
    void what_a_killed_process_left_is_taken_away_by_the_next_and_that_of_a_living_one_stays()
            throws IOException, URISyntaxException, InterruptedException {
        WatchedHost.assumeTraceable();
        try (TracingProcess living = TracingProcess.start(List.of(), Tracefs.ROOT);
                TracingProcess killed = TracingProcess.start(List.of(), Tracefs.ROOT)) {
            String left = instancesOf(killed.pid()).get(0);
            // Nobody removes one that has a file open, as a reader of another test would, which may start at any time.
            try (InputStream held = Files.newInputStream(INSTANCES.resolve(left).resolve("tracing_on"))) {
                assertThat(held.read()).isEqualTo('1');
                killed.kill();
                assertThat(instancesOf(killed.pid())).containsExactly(left);
            }
            Tracefs.at(Tracefs.ROOT).open(() -> {}).close();
            assertThat(instancesOf(killed.pid())).isEmpty();
            assertThat(instancesOf(living.pid())).hasSize(1);
            living.take();
        }
    }

    @Test
    void only_the_name_of_a_process_that_is_gone_is_taken_for_a_left_one() throws IOException {
        WatchedHost.assumeTraceable();
        long pid = ProcessHandle.current().pid();
        try (ObservationReader reader = Tracefs.at(Tracefs.ROOT).open(() -> {})) {
            String[] own = instancesOf(pid).get(0).split("-", -1);
            long namespace = Long.parseLong(own[1]);
            long start = Long.parseLong(own[3]);
            Path living = INSTANCES.resolve("connflux-" + namespace + "-" + pid + "-" + start + "-1000000");
            Path elsewhere = INSTANCES.resolve("connflux-" + (namespace + 1) + "-" + pid + "-" + (start + 1) + "-1");
            Path gone = INSTANCES.resolve("connflux-" + namespace + "-" + pid + "-" + (start + 1) + "-1");
            Path others = INSTANCES.resolve("connflux_test_others_" + pid);
            List<Path> all = List.of(living, elsewhere, gone, others);
            try {
                for (Path each : all) {
                    Files.createDirectory(each);
                }
                Tracefs.at(Tracefs.ROOT).open(() -> {}).close();
                assertThat(all.stream().filter(Files::exists)).containsExactly(living, elsewhere, others);
            } finally {
                for (Path each : all) {
                    Files.deleteIfExists(each);
                }
            }
            reader.take();
        }
    }

    @Test
    void what_root_has_prepared_is_read_without_any_privilege(@TempDir Path folder)
            throws IOException, URISyntaxException, InterruptedException {
        WatchedHost.assumeTraceable();
        Nobody.assumeReadsClasses();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        String name = "connflux_test_" + ProcessHandle.current().pid();
        Path instance = PreparedTrace.prepare(Tracefs.ROOT, name, Nobody.ID, WatchedHost.ROOMY);
        try (WatchedHost host = WatchedHost.open()) {
            List<String> prefix = Nobody.after("mount --bind " + instance + " " + folder);
            try (TracingProcess reading = TracingProcess.start(prefix, folder);
                    ServerSocket listener = new ServerSocket(0, 1, host.address);
                    Socket client = new Socket(host.address, listener.getLocalPort())) {
                assertThat(client.isConnected()).isTrue();
                List<String> all = new ArrayList<>();
                await().until(() -> {
                    all.addAll(reading.take());
                    return all.stream()
                            .anyMatch(each ->
                                    each.contains(host.address.getHostAddress() + "]:" + listener.getLocalPort()));
                });
                assertThat(all).anyMatch(each -> each.endsWith("SYN_SENT to ESTABLISHED"));
                assertThatThrownBy(() -> PreparedTrace.remove(Tracefs.ROOT, name))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("still in use")
                        .hasMessageContaining("rmdir " + instance);
                assertThat(Files.readString(instance.resolve("tracing_on"))).isEqualTo("1\n");
            }
        } finally {
            PreparedTrace.remove(Tracefs.ROOT, name);
        }
        assertThat(instance).doesNotExist();
    }

    @Test
    void who_is_not_root_is_told_what_helps() throws IOException, URISyntaxException, InterruptedException {
        WatchedHost.assumeTraceable();
        Nobody.assumeReadsClasses();
        try (TracingProcess refused = TracingProcess.start(Nobody.command(), Tracefs.ROOT)) {
            assertThat(String.join(" ", refused.refusal()))
                    .contains(Tracefs.ROOT.toString())
                    .contains("run this as root, or let root prepare an instance");
        }
    }

    @Test
    void a_second_reader_of_an_instance_is_noticed() throws IOException {
        String name = "connflux_test_two_" + ProcessHandle.current().pid();
        try (WatchedHost host = WatchedHost.open();
                ServerSocket listener = new ServerSocket(0, 1, host.address)) {
            Tracefs prepared = Tracefs.prepared(PreparedTrace.prepare(Tracefs.ROOT, name, "0", WatchedHost.ROOMY));
            try (ObservationReader one = prepared.open(() -> {});
                    ObservationReader other = prepared.open(() -> {})) {
                await().untilAsserted(() -> assertThatThrownBy(() -> {
                            new Socket(host.address, listener.getLocalPort()).close();
                            listener.accept().close();
                            one.take();
                            other.take();
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("trace_pipe_raw: somebody else reads it too"));
            }
        } finally {
            PreparedTrace.remove(Tracefs.ROOT, name);
        }
    }

    @Test
    void an_instance_of_another_clock_or_that_tells_nothing_is_refused_with_the_remedy() throws IOException {
        WatchedHost.assumeTraceable();
        String name = "connflux_test_clock_" + ProcessHandle.current().pid();
        Path instance = PreparedTrace.prepare(Tracefs.ROOT, name, "0", WatchedHost.ROOMY);
        try {
            assertRefusedUntilSet(instance, "trace_clock", "global", "mono");
            assertRefusedUntilSet(instance, "events/sock/inet_sock_set_state/enable", "0", "1");
            assertRefusedUntilSet(instance, "tracing_on", "0", "1");
            Tracefs.prepared(instance).open(() -> {}).close();
        } finally {
            PreparedTrace.remove(Tracefs.ROOT, name);
        }
    }

    private static void assertRefusedUntilSet(Path instance, String file, String wrong, String right)
            throws IOException {
        Path of = instance.resolve(file);
        Files.writeString(of, wrong, StandardOpenOption.WRITE);
        assertThatThrownBy(() -> Tracefs.prepared(instance).open(() -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("echo " + right + " > " + of);
        Files.writeString(of, right, StandardOpenOption.WRITE);
    }

    @Test
    void what_somebody_else_traces_under_a_name_is_neither_made_anew_nor_taken_away() throws IOException {
        WatchedHost.assumeTraceable();
        String name = "connflux_test_else_" + ProcessHandle.current().pid();
        Path instance = Files.createDirectory(INSTANCES.resolve(name));
        try {
            Files.writeString(instance.resolve("events/sched/sched_switch/enable"), "1", StandardOpenOption.WRITE);
            assertThatThrownBy(() -> PreparedTrace.prepare(Tracefs.ROOT, name, "0", WatchedHost.ROOMY))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("rmdir " + instance);
            assertThatThrownBy(() -> PreparedTrace.remove(Tracefs.ROOT, name))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("rmdir " + instance);
            assertThat(instance.resolve("events/sched/sched_switch/enable")).hasContent("1");
        } finally {
            Files.delete(instance);
        }
    }

    @Test
    void a_group_that_there_is_not_is_named_and_what_was_prepared_before_stays() throws IOException {
        WatchedHost.assumeTraceable();
        String name = "connflux_test_nobody_" + ProcessHandle.current().pid();
        assertRefused(name);
        assertThat(INSTANCES.resolve(name)).doesNotExist();
        PreparedTrace.prepare(Tracefs.ROOT, name, "0", WatchedHost.ROOMY);
        assertRefused(name);
        assertThat(PreparedTrace.remove(Tracefs.ROOT, name)).isTrue();
        assertThat(PreparedTrace.remove(Tracefs.ROOT, name)).isFalse();
    }

    private static void assertRefused(String name) {
        assertThatThrownBy(() -> PreparedTrace.prepare(Tracefs.ROOT, name, "no-such-group", WatchedHost.ROOMY))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-group");
    }

    @Test
    void a_name_that_a_reader_would_take_for_a_killed_ones_is_refused() {
        assertThatThrownBy(() -> PreparedTrace.remove(Tracefs.ROOT, "connflux-1-2-3-4"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PreparedTrace.remove(Tracefs.ROOT, "../events"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
