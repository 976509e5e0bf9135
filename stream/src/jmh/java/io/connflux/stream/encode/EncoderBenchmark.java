package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Lines a second on one core, of each schema: closed connections, each with other addresses and another time at which it was opened;
 * half of them mapped.
 *
 * <pre>mvn -Pjmh -pl stream -am package &amp;&amp; java -jar stream/target/benchmarks.jar EncoderBenchmark -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class EncoderBenchmark {

    private static final Instant TIME = Instant.parse("2026-11-24T10:00:01.250Z");
    private static final int EVENTS = 1 << 10;

    @Param({"JSON", "ECS", "OCSF", "OTLP"})
    public Encoding encoding = Encoding.JSON;

    /** Whether a process is known, one of 64, in a container. */
    @Param({"false", "true"})
    public boolean owned;

    private final ConnectionEvent[] events = new ConnectionEvent[EVENTS];
    private EventEncoder encoder = new NdjsonEncoder();
    private int next;

    @Setup
    public void make() {
        Random random = new Random(1);
        for (int i = 0; i < EVENTS; i++) {
            events[i] = closed(random, owned ? owner(random) : null);
        }
        HostIdentity host =
                new HostIdentity("web-1", "3d1219c7c4c5404aaa1f6d2a48adfda4", "34784164-e962-4cf4-a864-f7f520271f54");
        encoder = encoding.encoder(EncoderSettings.NONE.withHost(host));
    }

    private static ConnectionEvent closed(Random random, @Nullable Owner owner) {
        Instant opened = TIME.minusMillis(random.nextInt(10_000_000));
        long high = 0x2001_0DB8_0000_0000L;
        boolean mapped = random.nextBoolean();
        Address local = mapped ? mapped(random) : Address.ipv6(high, random.nextLong());
        Address remote = mapped ? mapped(random) : Address.ipv6(high, random.nextLong());
        Connection connection = Connection.of(
                        Protocol.TCP6,
                        new Endpoint(local, 443),
                        new Endpoint(remote, 32_768 + random.nextInt(28_000)),
                        SocketState.ESTABLISHED,
                        1000,
                        4_294_967_311L + random.nextInt(1_000_000))
                .toBuilder()
                .id("0a1b2c3d4e5f-" + Integer.toString(random.nextInt(1_000_000), 36))
                .opened(opened)
                .direction(Direction.INBOUND)
                .owner(owner)
                .build();
        return new ConnectionEvent.Closed(TIME, TIME.minusSeconds(1), connection, Duration.between(opened, TIME));
    }

    private static Address mapped(Random random) {
        return Address.ipv6(0, 0xFFFF_0000_0000L | (random.nextInt() & 0xFFFF_FFFFL));
    }

    private static Owner owner(Random random) {
        int pid = 1_000 + random.nextInt(64);
        ControlGroup group = new ControlGroup(
                "3f4e5a6b7c8d9e0f3f4e5a6b7c8d9e0f3f4e5a6b7c8d9e0f3f4e5a6b7c8d9e0f", "docker", null, "docker.service");
        return new Owner.Held(List.of(new OwnerProcess(
                pid,
                pid * 100L,
                TIME.minusSeconds(10_000).plusMillis(pid * 10L),
                "nginx",
                "/usr/sbin/nginx",
                "nginx: worker process",
                33,
                "www-data",
                group)));
    }

    @Benchmark
    public int line() {
        encoder.append(123_456, events[next++ & (EVENTS - 1)]);
        int length = encoder.length();
        encoder.clear();
        return length;
    }
}
