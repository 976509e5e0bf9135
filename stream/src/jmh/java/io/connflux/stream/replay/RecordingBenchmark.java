package io.connflux.stream.replay;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.stream.encode.NdjsonEncoder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/**
 * The table at the end of a day of a busy host: 20,000 connections, a poll a second, and events of which a third each open, change
 * and close. With a heap that has room for the table alone. What it makes, 3 GB in a temporary directory, can be kept for {@code
 * connflux replay}: {@code -p kept=FILE}.
 *
 * <pre>mvn -Pjmh -pl stream -am package &amp;&amp; java -jar stream/target/benchmarks.jar RecordingBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 3)
@Fork(value = 1, jvmArgsAppend = "-Xmx96m")
public class RecordingBenchmark {

    private static final Instant BEGUN = Instant.parse("2026-11-24T00:00:00Z");
    private static final int TABLE = 20_000;
    private static final int SECONDS = 86_400;

    @Param("10000000")
    public int events;

    @Param("")
    public String kept = "";

    private Path file = Path.of("");

    @Setup
    public void make() throws IOException {
        file = kept.isEmpty() ? Files.createTempFile("connflux", ".ndjson") : Path.of(kept);
        if (!kept.isEmpty() && Files.exists(file)) {
            return;
        }
        Connection[] table = new Connection[TABLE];
        NdjsonEncoder encoder = new NdjsonEncoder();
        Random random = new Random(1);
        long seq = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int i = 0; i < TABLE; i++) {
                table[i] = connection(i, null);
                encoder.append(++seq, new ConnectionEvent.Existing(BEGUN, table[i]));
                encoder.writeTo(out);
            }
            encoder.append(++seq, new ConnectionEvent.Baseline(BEGUN, Map.of(Protocol.TCP, TABLE)));
            for (int made = TABLE; seq < events; made++) {
                Instant since = BEGUN.plusSeconds(seq * SECONDS / events);
                Instant time = since.plusMillis(1_000);
                int place = random.nextInt(TABLE);
                Connection before = table[place];
                Connection closing =
                        before.toBuilder().state(SocketState.TIME_WAIT).build();
                table[place] = connection(made, time);
                encoder.append(++seq, new ConnectionEvent.StateChanged(time, since, before, closing));
                encoder.append(++seq, new ConnectionEvent.Closed(time, since, closing, Duration.ofSeconds(9)));
                encoder.append(++seq, new ConnectionEvent.Opened(time, since, table[place]));
                encoder.writeTo(out);
            }
        }
    }

    private static Connection connection(int made, @Nullable Instant opened) {
        return Connection.of(
                        Protocol.TCP,
                        new Endpoint(Address.ipv4(0x0A000001), 1_024 + made % 60_000),
                        new Endpoint(Address.ipv4(0x0A000000 + made / 60_000), 443),
                        SocketState.ESTABLISHED,
                        1_000,
                        1_000_000L + made)
                .toBuilder()
                .id("0a1b2c3d4e5f-" + made)
                .opened(opened)
                .direction(Direction.OUTBOUND)
                .build();
    }

    @Benchmark
    public int tableAtTheEnd() {
        RecordedTable table = Recording.of(List.of(file))
                .tableAt(BEGUN.plusSeconds(2L * SECONDS))
                .block();
        if (table == null || table.all().size() != TABLE || !table.damages().isEmpty()) {
            throw new IllegalStateException("not the table that was made");
        }
        return table.all().size();
    }

    @TearDown
    public void remove() throws IOException {
        if (kept.isEmpty()) {
            Files.delete(file);
        }
    }
}
