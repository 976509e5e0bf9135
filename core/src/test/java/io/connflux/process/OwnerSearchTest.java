package io.connflux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.process.files.ProcessFiles;
import io.connflux.procfs.ProcNet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnerSearchTest extends SearchedHost {

    @Test
    void pictures_in_a_name_stay_whole_and_none_is_cut_in_two() throws IOException {
        host.process(20, 12_345, 1, "web🦀\u001b[2J");
        host.opens(20, 9, 700);
        poll();
        OwnerProcess process = holder(700);
        assertThat(process.name()).isEqualTo("web🦀\uFFFD[2J");
        assertThat(process.commandLine()).isEqualTo("/bin/web🦀\uFFFD[2J -x");
        assertThat(ProcessFiles.clean("🦀🦀", 3)).isEqualTo("🦀");
    }

    @Test
    void the_process_with_the_descriptor_is_the_owner_with_all_that_is_told_of_it() throws IOException {
        host.process(20, 12_345, 1, "web) (x");
        host.descriptor(20, 0, "/dev/null");
        host.descriptor(20, 1, "pipe:[700]");
        host.opens(20, 9, 700);
        poll();
        assertThat(owner(700))
                .isEqualTo(new Owner.Held(List.of(new OwnerProcess(
                        20,
                        12_345,
                        Instant.ofEpochSecond(1_000_000_124L),
                        "web) (x",
                        "/bin/web) (x",
                        "/bin/web) (x -x",
                        33,
                        "web",
                        new ControlGroup(null, null, null, "web) (x.service")))));
        assertThat(holder(700).started()).isEqualTo(Instant.ofEpochSecond(1_000_000_124L));
    }

    @Test
    void forked_processes_are_all_told_the_oldest_first() throws IOException {
        host.process(30, 500, 1, "prefork");
        for (int child = 31; child < 36; child++) {
            host.process(child, 500 + child, 30, "prefork");
            host.holds(child, 4, 800);
        }
        host.holds(30, 4, 800);
        host.socket(800, SocketState.LISTEN);
        poll();
        assertThat(pids(800)).containsExactly(30, 31, 32, 33, 34, 35);
    }

    @Test
    void a_listener_of_socket_activation_is_of_process_1_and_of_the_service() throws IOException {
        host.process(40, 900, 1, "sshd");
        host.holds(40, 3, 900);
        host.holds(1, 77, 900);
        host.socket(900, SocketState.LISTEN);
        poll();
        assertThat(pids(900)).containsExactly(1, 40);
    }

    @Test
    void the_owner_stays_when_its_process_has_exited() throws IOException {
        host.process(50, 10, 1, "short");
        host.opens(50, 3, 1_000);
        poll();
        host.end(50);
        host.gone(1_000);
        poll();
        poll();
        assertThat(pids(1_000)).containsExactly(50);
    }

    @Test
    void a_pid_that_was_given_out_again_is_not_blamed() throws IOException {
        host.process(60, 10, 1, "first");
        host.opens(60, 3, 1_100);
        poll();
        host.end(60);
        host.process(60, 99, 1, "second");
        host.holds(60, 3, 1_101);
        host.gone(1_100);
        host.socket(1_101, SocketState.ESTABLISHED);
        poll();
        assertThat(holder(1_100).name()).isEqualTo("first");
        assertThat(holder(1_101).name()).isEqualTo("second");
        assertThat(holder(1_101).startTicks()).isEqualTo(99);
    }

    @Test
    void a_socket_that_is_handed_on_belongs_to_who_has_it_now() throws IOException {
        host.process(70, 10, 1, "inetd");
        host.opens(70, 5, 1_200);
        poll();
        assertThat(pids(1_200)).containsExactly(70);
        host.process(71, 20, 70, "worker");
        host.holds(71, 8, 1_200);
        host.closes(70, 5);
        for (int i = 0; i < 4; i++) {
            poll();
        }
        assertThat(pids(1_200)).containsExactly(71);
    }

    @Test
    void a_program_that_was_executed_takes_the_place_of_the_one_before() throws IOException {
        host.process(80, 10, 1, "shell");
        host.opens(80, 5, 1_300);
        poll();
        host.process(80, 10, 1, "daemon");
        for (int i = 0; i < 4; i++) {
            poll();
        }
        assertThat(holders(1_300)).extracting(OwnerProcess::name).containsExactly("daemon");
    }

    @Test
    void who_is_met_too_late_has_let_it_go() {
        host.socket(1_400, SocketState.ESTABLISHED);
        poll();
        assertThat(owner(1_400)).as("the kernel's own, perhaps").isNull();
        host.gone(1_400);
        poll();
        assertThat(owner(1_400)).isEqualTo(Owner.Unnamed.RELEASED);
        assertThat(search.owner(0, SocketState.TIME_WAIT)).isEqualTo(Owner.Unnamed.RELEASED);
        assertThat(search.owner(0, SocketState.ESTABLISHED))
                .as("not accepted yet")
                .isNull();
    }

    @Test
    void a_proc_of_another_pid_namespace_does_not_show_everybody() throws IOException {
        host.pidNamespace(4026532999L);
        host.socket(1_500, SocketState.ESTABLISHED);
        poll();
        assertThat(owner(1_500)).isEqualTo(Owner.Unnamed.NAMESPACE);
    }

    @Test
    void the_real_host_names_this_process() throws IOException {
        OwnerSearch real = OwnerSearch.at(Path.of("/proc"));
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ProcNet files = ProcNet.at(Path.of("/proc")).only(Set.of(Protocol.TCP, Protocol.TCP6));
            var snapshot = real.follow(files.read(), () -> false);
            Connection listener = snapshot.connections().stream()
                    .filter(c -> c.local().port() == server.getLocalPort() && c.state() == SocketState.LISTEN)
                    .findFirst()
                    .orElseThrow();
            assertThat(listener.owner()).isInstanceOf(Owner.Held.class);
            OwnerProcess process = ((Owner.Held) listener.owner()).first();
            assertThat(process.pid()).isEqualTo((int) ProcessHandle.current().pid());
            assertThat(process.executable()).endsWith("java");
            Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
            assertThat(process.started()).isBetween(started.minusSeconds(2), started.plusSeconds(2));
        }
    }
}
