package io.connflux.procfs;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Protocol;
import io.connflux.track.ConnectionTracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One poll of a file of text: what is left of it when the kernel's part costs nothing.
 *
 * <pre>mvn -Pjmh -pl core -am package &amp;&amp; java -jar core/target/benchmarks.jar PollBenchmark -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class PollBenchmark {

    @Param({"1000", "10000", "100000", "1000000"})
    private int rows;

    private ProcNet net = ProcNet.at(Path.of("/proc"));
    private ConnectionTracker tracker = new ConnectionTracker();

    @Setup
    public void writeFile() throws IOException {
        Path root = Files.createTempDirectory("connflux");
        Files.createDirectories(root.resolve("net"));
        StringBuilder text = new StringBuilder("  sl  local_address rem_address   st\n");
        for (int i = 0; i < rows; i++) {
            text.append(String.format(
                    "%4d: 0100007F:%04X %08X:01BB 01 00000000:00000000 00:00000000 00000000  1000        0 %d 1"
                            + " 00000000a32e7b21 20 0 0 10 -1                   %n",
                    i, i & 0xFFFF, i >>> 16, 3_000_000 + i));
        }
        Files.writeString(root.resolve("net/tcp"), text);
        net = ProcNet.at(root).only(EnumSet.of(Protocol.TCP));
        tracker = new ConnectionTracker();
    }

    @Benchmark
    public void poll(Blackhole hole) throws IOException {
        for (ConnectionEvent event : tracker.reconcile(net.read())) {
            hole.consume(event);
        }
    }
}
