package io.connflux.procfs.counters;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Protocol;
import io.connflux.procfs.FakeHost;
import io.connflux.procfs.ProcNet;
import io.connflux.procfs.ProcTree;
import io.connflux.table.KernelCounters;
import io.connflux.table.NamespaceSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountersTest {

    private static final long WIDTH = 1L << 32;

    @TempDir
    private Path root;

    private static KernelCounters counters(long active, long passive) {
        return new KernelCounters(active, passive, 0, 0);
    }

    @Test
    void a_counter_of_32_bits_that_begins_at_0_again_goes_on() {
        assertThat(counters(3, 20).since(counters(WIDTH - 5, 10))).isEqualTo(counters(8, 10));
        assertThat(counters(3, 4).since(counters(WIDTH - 1, WIDTH - 2)).opens()).isEqualTo(10);
    }

    @Test
    void a_counter_of_64_bits_goes_on_beyond() {
        assertThat(counters(WIDTH + 3, 20).since(counters(WIDTH - 5, 10))).isEqualTo(counters(8, 10));
    }

    @Test
    void counters_that_went_back_otherwise_began_at_0() {
        assertThat(counters(7, 4).since(counters(1_000, 2))).isEqualTo(counters(7, 4));
        assertThat(counters(7, 4).since(counters(3 * WIDTH, 2))).isEqualTo(counters(7, 4));
    }

    @Test
    void counters_of_namespaces_are_added_and_never_go_back() {
        CounterSum sum = new CounterSum();
        assertThat(sum.sum()).isNull();
        sum.put(1, counters(10, 0));
        sum.put(2, counters(5, 0));
        assertThat(sum.sum()).isEqualTo(counters(15, 0));
        sum.put(1, counters(11, 0));
        sum.put(2, null);
        assertThat(sum.sum()).isEqualTo(counters(16, 0));
        sum.put(2, counters(1, 0));
        assertThat(sum.sum())
                .as("another namespace with the inode of one that is gone")
                .isEqualTo(counters(17, 0));
    }

    @Test
    void the_sum_of_namespaces_takes_a_wrap_for_no_other_namespace() {
        CounterSum sum = new CounterSum();
        sum.put(1, counters(WIDTH - 10, 5));
        sum.put(2, counters(100, 0));
        sum.put(1, counters(6, 7));
        assertThat(sum.sum()).isEqualTo(counters(WIDTH + 6 + 100, 7));
        sum.put(2, counters(3, 0));
        assertThat(sum.sum()).isEqualTo(counters(WIDTH + 6 + 103, 7));
    }

    private static Path snmp(Path net) throws IOException {
        return Files.writeString(
                net.resolve("snmp"),
                "Tcp: ActiveOpens PassiveOpens AttemptFails EstabResets\nTcp: 8 10 0 0\nUdp: InDatagrams\nUdp: 1\n");
    }

    @Test
    void where_they_cannot_be_read_any_more_one_namespace_has_none() throws IOException {
        new ProcTree(root).write(Protocol.TCP, ProcTree.HEADER);
        Path file = snmp(root.resolve("net"));
        ProcNet net = ProcNet.at(root);
        assertThat(net.read().kernelCounters()).isEqualTo(counters(8, 10));
        Files.delete(file);
        assertThat(net.read().kernelCounters()).isNull();
    }

    @Test
    void where_they_cannot_be_read_any_more_a_sum_stays_what_it_was() throws IOException {
        FakeHost host = new FakeHost(root);
        host.process("1", host.namespace("one"), 80);
        Path file = snmp(root.resolve("1/net"));
        ProcNet net = ProcNet.at(root).namespaces(new NamespaceSelection.All());
        assertThat(net.read().kernelCounters()).isEqualTo(counters(8, 10));
        Files.delete(file);
        assertThat(net.read().kernelCounters()).isEqualTo(counters(8, 10));
    }
}
