package io.connflux.stream.tracefs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.connflux.fixture.PortsApart;
import io.connflux.model.Address;
import io.connflux.observation.Observation;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.Observations;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A reader of this host's trace, and a loopback address that nothing else on the host talks to. */
final class WatchedHost implements AutoCloseable {

    /** Room for what a load of another test does meanwhile: what is lost beside it would be waited for in vain. */
    static final TraceSettings ROOMY =
            TraceSettings.DEFAULT.withKilobytes(16_384).withWaiting(1 << 19);

    final InetAddress address;
    final AtomicInteger arrivals = new AtomicInteger();
    final ObservationReader reader;
    private final Address own;
    private final List<Observation> all = new ArrayList<>();
    private long lost;

    private WatchedHost(Tracefs trace) throws IOException {
        own = Address.ipv4(
                0x7F000000 | network() << 8 | ThreadLocalRandom.current().nextInt(1, 255));
        address = own.toInetAddress();
        reader = trace.open(arrivals::incrementAndGet);
    }

    /** The last number is drawn apart: where it is 255, Java binds no socket to the address, without asking the kernel. */
    private static int network() {
        return ThreadLocalRandom.current().nextInt(0x100, 0x10000);
    }

    static WatchedHost open() throws IOException {
        return open(Tracefs.at(Tracefs.ROOT).with(ROOMY));
    }

    static WatchedHost open(Tracefs trace) throws IOException {
        assumeTraceable();
        return new WatchedHost(trace);
    }

    static void assumeTraceable() {
        assumeTrue(
                Files.isWritable(Tracefs.ROOT.resolve("instances")),
                "no tracefs here that this user may use: as root, mount -t tracefs tracefs " + Tracefs.ROOT);
    }

    /**
     * A listener on loopback, at a port that the kernel gives nobody who asks for any: in another network namespace it could give the
     * same one, whose changes the trace tells too.
     */
    static ServerSocketChannel listenAlone() throws IOException {
        return PortsApart.listen();
    }

    Observations take() throws IOException {
        Observations taken = reader.take();
        all.addAll(taken.all());
        lost += taken.lost();
        return taken;
    }

    /** All that was taken so far. */
    List<Observation> all() {
        return all;
    }

    long lost() {
        return lost;
    }

    /** What was taken so far of the address, in IPv4 or in the IPv6 form of it. */
    List<Observation> own() {
        return all.stream().filter(this::isOwn).toList();
    }

    private boolean isOwn(Observation each) {
        return each.local().address().unmapped().equals(own)
                || each.remote().address().unmapped().equals(own);
    }

    /** Takes until there is one of the address like that. */
    Observation await(Predicate<Observation> wanted) {
        return org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            take();
                            return own().stream().filter(wanted).findFirst();
                        },
                        found -> found.isPresent())
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
