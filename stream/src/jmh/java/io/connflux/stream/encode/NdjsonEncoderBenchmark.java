package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Lines a second on one core.
 *
 * <pre>mvn -Pjmh -pl stream -am package &amp;&amp; java -jar stream/target/benchmarks.jar NdjsonEncoderBenchmark -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class NdjsonEncoderBenchmark {

    private static final Instant TIME = Instant.parse("2026-11-24T10:00:01.250Z");

    private final NdjsonEncoder encoder = new NdjsonEncoder();
    private final ConnectionEvent event = new ConnectionEvent.Closed(
            TIME,
            TIME.minusSeconds(1),
            Connection.of(
                            Protocol.TCP6,
                            new Endpoint(Address.ipv6(0x2001_0DB8_0000_0000L, 0x1234_0000_0000_0001L), 443),
                            new Endpoint(Address.ipv6(0, 0xFFFF_7F00_0001L), 50_000),
                            SocketState.ESTABLISHED,
                            1000,
                            4_294_967_311L)
                    .toBuilder()
                    .id("0a1b2c3d4e5f-2s")
                    .opened(TIME.minusSeconds(9))
                    .direction(Direction.INBOUND)
                    .build(),
            Duration.ofSeconds(9));

    @Benchmark
    public int line() {
        encoder.append(123_456, event);
        int length = encoder.length();
        encoder.clear();
        return length;
    }
}
