package io.connflux.filter;

import io.connflux.filter.value.HostPorts;
import io.connflux.model.ConnectionRow;
import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTableBuilder;
import io.connflux.track.ConnectionTable;
import io.connflux.track.ConnectionTracker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a filter costs for each row of a table of 200,000, half of them IPv6, with owners.
 *
 * <pre>mvn -Pjmh -pl core -am package &amp;&amp; java -jar core/target/benchmarks.jar FilterBenchmark -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class FilterBenchmark {

    private static final int ROWS = 200_000;

    private static final Instant AT = Instant.parse("2026-11-29T10:00:00Z");

    private static final int[] PORTS = {443, 80, 22, 5432, 8080};

    private static final List<Owner> OWNERS = List.of(
            owner(812, "nginx", "www-data", "3f4e00aa"),
            owner(900, "postgres", "postgres", null),
            Owner.Unnamed.PENDING);

    @Param({
        "all",
        "tcp and state established and dport = :443",
        "dst 10.0.0.0/8 and not port in {22, 80, 8000..8010}",
        "(sport = :22 or dport = :22) and not loopback",
        "remote = public",
        "host 2001:db8::1 or host 192.168.1.1",
        "name = nginx and state established",
        "user = www-data or container = 3f4e",
        "age > 5m and direction = inbound"
    })
    private String expression = "";

    private Predicate<ConnectionRow> filter = row -> true;
    private ConnectionTable table = table(0);

    @Setup
    public void read() {
        filter = Filter.parse(expression, HostPorts.UNKNOWN).existingAt(AT);
        table = table(ROWS);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Map<Protocol, Integer> chosen() {
        return table.counts(filter);
    }

    /** What a tracker holds that has seen the rows open. */
    private static ConnectionTable table(int rows) {
        ConnectionTracker tracker = new ConnectionTracker();
        tracker.reconcile(snapshot(AT.minusSeconds(600), 0));
        tracker.reconcile(snapshot(AT.minusSeconds(500), rows));
        return tracker.table();
    }

    private static Snapshot snapshot(Instant time, int rows) {
        SnapshotBuilder snapshot = new SnapshotBuilder(time);
        for (Protocol protocol : new Protocol[] {Protocol.TCP, Protocol.TCP6}) {
            SocketTableBuilder table = new SocketTableBuilder(protocol, rows / 2);
            for (int i = 0; i < rows / 2; i++) {
                long high = protocol.isIpv6() ? 0x2001_0DB8_0000_0000L + i % 1000 : 0;
                int port = 32768 + i % 28000;
                table.row(high, 0x0A00_0001L + i % 256, port, high, 0x5DB8_D822L + i / 28000, PORTS[i % 5]);
                table.identity(i % 10 == 0 ? 6 : 1, 1000, 1_000_000 + i);
                table.owner(OWNERS.get(i % OWNERS.size()));
            }
            snapshot.table(table.build());
        }
        return snapshot.build();
    }

    private static Owner owner(int pid, String name, String user, @Nullable String container) {
        ControlGroup group = new ControlGroup(container, null, null, name + ".service");
        return new Owner.Held(
                List.of(new OwnerProcess(pid, pid, AT, name, "/usr/sbin/" + name, null, 33, user, group)));
    }
}
