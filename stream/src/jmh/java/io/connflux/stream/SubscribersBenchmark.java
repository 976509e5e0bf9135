package io.connflux.stream;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * One poll of 50,000 rows, of which 50 change, told to one subscriber and to a hundred: what each further one costs is the
 * difference divided by 99. The heap that is in use when nothing is under way is printed at the end of each run.
 *
 * <pre>mvn -Pjmh -pl stream -am package &amp;&amp; java -jar stream/target/benchmarks.jar SubscribersBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseSerialGC", "-Xmx1g"})
public class SubscribersBenchmark {

    private static final int ROWS = 50_000;
    private static final int CHANGED = 50;

    @Param({"1", "100"})
    private int subscribers;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Disposable.Composite all = Disposables.composite();
    private long events;

    private static Snapshot snapshot(int second, int firstInode) {
        List<Connection> rows = new ArrayList<>(ROWS);
        for (int i = 0; i < ROWS; i++) {
            rows.add(Connection.of(
                    Protocol.TCP,
                    new Endpoint(Address.ipv4(0x0A000001), i),
                    new Endpoint(Address.ipv4(0x0A000002), 443),
                    SocketState.ESTABLISHED,
                    1000,
                    (i % (ROWS / CHANGED) == 0 ? firstInode : 1_000_000) + i));
        }
        return Snapshot.of(Instant.ofEpochSecond(second), rows);
    }

    @Setup
    public void subscribe() {
        List<Snapshot> two = List.of(snapshot(0, 2_000_000), snapshot(1, 3_000_000));
        int[] reads = {0};
        ConnectionStream stream = ConnectionStream.over(() -> two.get(reads[0]++ & 1))
                .pollOn(time, Schedulers.immediate())
                .deliverOn(Schedulers.immediate());
        for (int i = 0; i < subscribers; i++) {
            all.add(stream.events().subscribe(event -> events++));
        }
        time.advanceTimeBy(Duration.ofSeconds(3));
    }

    @Benchmark
    public long poll() {
        time.advanceTimeBy(Duration.ofSeconds(1));
        return events;
    }

    @TearDown
    public void printHeap() {
        System.gc();
        Runtime heap = Runtime.getRuntime();
        System.out.printf(
                "%n%d subscribers: %,d kB of heap%n", subscribers, (heap.totalMemory() - heap.freeMemory()) >> 10);
        all.dispose();
    }
}
