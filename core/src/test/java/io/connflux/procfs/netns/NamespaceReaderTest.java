package io.connflux.procfs.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.procfs.FakeHost;
import io.connflux.procfs.ProcNet;
import io.connflux.procfs.ProcTree;
import io.connflux.procfs.counters.SockstatFiles;
import io.connflux.table.NamespaceSelection;
import io.connflux.table.Snapshot;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespaceReaderTest {

    @TempDir
    private Path directory;

    private FakeHost host = new FakeHost(Path.of(""));
    private long first;
    private long second;

    @BeforeEach
    void two_namespaces() throws IOException {
        host = new FakeHost(directory);
        first = host.namespace("first");
        second = host.namespace("second");
        host.process("1", first, 80);
    }

    private ProcNet net(NamespaceSelection selection) {
        return ProcNet.at(directory)
                .only(EnumSet.of(Protocol.TCP))
                .byteOrder(ByteOrder.LITTLE_ENDIAN)
                .namespaces(selection);
    }

    private static List<String> rows(Snapshot snapshot) {
        return snapshot.connections().stream()
                .map(c -> c.namespace().inode() + ":" + c.local().port())
                .toList();
    }

    private String in(long inode, int port) {
        return inode + ":" + port;
    }

    @Test
    void each_namespace_is_read_once_through_one_of_its_processes() throws IOException {
        host.process("20", second, 80, 81);
        host.process("21", second, 80, 81);
        host.process("22", first, 80);
        assertThat(rows(net(new NamespaceSelection.All()).read()))
                .containsExactlyInAnyOrder(in(first, 80), in(second, 80), in(second, 81));
    }

    @Test
    void when_the_process_read_through_ends_another_one_takes_its_place() throws IOException {
        host.process("20", second, 80);
        host.process("21", second, 80);
        ProcNet net = net(new NamespaceSelection.All());
        net.read();
        host.end("20");
        assertThat(rows(net.read())).containsExactlyInAnyOrder(in(first, 80), in(second, 80));
        host.end("21");
        assertThat(net.read().namespaces())
                .extracting(each -> each.namespace().inode())
                .containsExactly(first);
    }

    @Test
    void a_process_number_that_was_given_to_a_process_elsewhere_is_noticed() throws IOException {
        host.process("20", second, 80);
        ProcNet net = net(new NamespaceSelection.All());
        net.read();
        long third = host.namespace("third");
        host.process("20", third, 99);
        assertThat(rows(net.read())).containsExactlyInAnyOrder(in(first, 80), in(third, 99));
    }

    @Test
    void among_thousands_a_new_process_is_seen_at_once_and_one_that_moves_late_soon() throws IOException {
        for (int pid = 1_000; pid < 2_000; pid++) {
            host.process(Integer.toString(pid), first, 80);
        }
        ProcNet net = net(new NamespaceSelection.All());
        for (int i = 0; i < 5; i++) {
            net.read();
        }
        host.process("5000", second, 81);
        assertThat(rows(net.read())).containsExactlyInAnyOrder(in(first, 80), in(second, 81));
        long third = host.namespace("third");
        host.process("1500", third, 82);
        int reads = 1;
        while (net.read().namespaces().size() < 3) {
            reads++;
        }
        assertThat(reads).isLessThanOrEqualTo(4);
    }

    @Test
    void a_namespace_is_not_given_up_while_an_old_process_has_moved_into_it() throws IOException {
        for (int pid = 1_000; pid < 2_000; pid++) {
            host.process(Integer.toString(pid), first, 80);
        }
        host.process("5000", second, 81);
        ProcNet net = net(new NamespaceSelection.All());
        for (int i = 0; i < 5; i++) {
            net.read();
        }
        for (int pid = 1_900; pid < 1_950; pid++) {
            host.process(Integer.toString(pid), second, 81);
        }
        host.end("5000");
        assertThat(rows(net.read())).containsExactlyInAnyOrder(in(first, 80), in(second, 81));
    }

    @Test
    void names_come_from_the_hosts_directory_and_of_two_the_first_counts() throws IOException {
        host.process("20", second, 80);
        host.name(second, "green");
        host.name(second, "blue");
        Files.createFile(directory.resolve("1/root/run/netns/stray"));
        assertThat(net(new NamespaceSelection.All()).read().namespaces())
                .extracting(each -> each.namespace())
                .containsExactlyInAnyOrder(new NetworkNamespace(first, null), new NetworkNamespace(second, "blue"));
    }

    @Test
    void a_named_namespace_without_a_process_is_told_and_not_guessed() throws IOException {
        host.name(second, "blue");
        host.zombie("30");
        Snapshot snapshot = net(new NamespaceSelection.All()).read();
        assertThat(rows(snapshot)).containsExactly(in(first, 80));
        assertThat(snapshot.unseen().withoutProcess()).containsExactly(new NetworkNamespace(second, "blue"));
        assertThat(snapshot.unseen().unreadableProcesses()).isZero();
    }

    @Test
    void the_namespace_of_a_process_is_read_on_through_others() throws IOException {
        host.process("20", second, 80);
        host.process("21", second, 80);
        ProcNet net = net(new NamespaceSelection.OfProcess(20));
        assertThat(rows(net.read())).containsExactly(in(second, 80));
        host.process("20", first, 80);
        assertThat(rows(net.read())).containsExactly(in(second, 80));
        host.end("21");
        assertThat(net.read().namespaces()).isEmpty();
        host.process("22", second, 90);
        assertThat(rows(net.read())).containsExactly(in(second, 90));
    }

    @Test
    void a_process_that_is_not_there_is_an_error_that_names_it() {
        assertThatThrownBy(() -> net(new NamespaceSelection.OfProcess(4711)).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no process 4711");
    }

    @Test
    void a_file_is_the_namespace_that_is_bound_to_it_now() throws IOException {
        host.name(second, "blue");
        Path blue = directory.resolve("1/root/run/netns/blue");
        ProcNet net = net(new NamespaceSelection.BoundTo(blue));
        assertThat(net.read().unseen().withoutProcess()).containsExactly(new NetworkNamespace(second, "blue"));
        host.process("20", second, 81);
        assertThat(rows(net.read())).containsExactly(in(second, 81));
        Files.delete(blue);
        assertThat(net.read().namespaces()).isEmpty();
        host.name(first, "blue");
        assertThat(rows(net.read())).containsExactly(in(first, 80));
    }

    @Test
    void a_file_that_is_absent_is_an_error_that_names_it() {
        assertThatThrownBy(() -> net(new NamespaceSelection.BoundTo(Path.of("/run/netns/absent")))
                        .read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/run/netns/absent");
    }

    @Test
    void the_links_of_another_view_of_proc_lead_to_process_1() throws IOException {
        host.process("20", second, 81);
        Files.createSymbolicLink(directory.resolve("self"), Path.of("20"));
        Files.createSymbolicLink(directory.resolve("net"), Path.of("self/net"));
        ProcNet net = ProcNet.at(directory).only(EnumSet.of(Protocol.TCP)).byteOrder(ByteOrder.LITTLE_ENDIAN);
        assertThat(net.read().connections())
                .singleElement()
                .satisfies(c -> assertThat(c.local().port()).isEqualTo(80))
                .satisfies(c -> assertThat(c.namespace()).isEqualTo(NetworkNamespace.UNSPECIFIED));
        assertThat(net).hasToString(directory.resolve("1/net").toString());
        assertThat(rows(net.namespaces(new NamespaceSelection.Own()).read())).containsExactly(in(second, 81));
    }

    @Test
    void an_empty_file_is_not_read_again_until_the_kernel_counts_a_socket() throws IOException {
        host.process("20", second);
        host.sockstat("20", 0, 0, 1);
        ProcNet net = net(new NamespaceSelection.OfProcess(20));
        assertThat(rows(net.read())).isEmpty();
        new ProcTree(directory.resolve("20")).write(Protocol.TCP, ProcTree.HEADER + ProcTree.row(0, 80, 10, 7));
        assertThat(rows(net.read())).as("not read").isEmpty();
        host.sockstat("20", 1, 0, 0);
        assertThat(rows(net.read())).containsExactly(in(second, 80));
    }

    @Test
    void time_wait_is_counted_apart_and_makes_a_file_worth_reading() throws IOException {
        host.process("20", second);
        host.sockstat("20", 0, 0, 0);
        ProcNet net = net(new NamespaceSelection.OfProcess(20));
        net.read();
        new ProcTree(directory.resolve("20")).write(Protocol.TCP, ProcTree.HEADER + ProcTree.row(0, 80, 6, 0));
        host.sockstat("20", 0, 1, 0);
        assertThat(rows(net.read())).containsExactly(in(second, 80));
        assertThat(SockstatFiles.idle(directory.resolve("20/net")))
                .containsExactlyInAnyOrder(Protocol.UDP, Protocol.UDP6);
    }

    @Test
    void a_file_with_rows_is_read_whatever_is_counted_so_that_a_wrong_count_closes_nothing() throws IOException {
        host.process("20", second, 80);
        host.sockstat("20", 0, 0, 0);
        ProcNet net = net(new NamespaceSelection.OfProcess(20));
        for (int i = 0; i < 3; i++) {
            assertThat(rows(net.read())).containsExactly(in(second, 80));
        }
    }

    @Test
    void what_sockstat_does_not_tell_is_read() throws IOException {
        host.process("20", second);
        assertThat(SockstatFiles.idle(directory.resolve("20/net"))).isEmpty();
        Files.writeString(directory.resolve("20/net/sockstat"), "TCP: inuse\nUDP: mem 0\n");
        assertThat(SockstatFiles.idle(directory.resolve("20/net"))).isEmpty();
        Files.writeString(directory.resolve("20/net/sockstat"), "TCP: inuse x tw 0\n");
        assertThat(SockstatFiles.idle(directory.resolve("20/net"))).isEmpty();
    }
}
