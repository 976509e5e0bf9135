package io.connflux.stream.tracefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.model.Outcome;
import io.connflux.observation.Observation;
import io.connflux.observation.Observations;
import io.connflux.stream.thread.Bell;
import io.connflux.stream.tracefs.entry.Endings;
import io.connflux.stream.tracefs.entry.EntryDecoder;
import io.connflux.stream.tracefs.entry.Tasks;
import io.connflux.stream.tracefs.entry.ThreadOwners;
import io.connflux.stream.tracefs.entry.TraceEvent;
import io.connflux.stream.tracefs.instance.TraceInstance;
import io.connflux.stream.tracefs.page.PageLayout;
import io.connflux.stream.tracefs.page.TracePage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Thousands of connections: none is missed that was not said to be lost. */
class TraceLoadTest {

    /** What a connection comes to that its client resets: SYN_SENT, ESTABLISHED, CLOSE there, SYN_RECV, ESTABLISHED, CLOSE here. */
    private static final long CHANGES_OF_EACH = 6;

    private static final int MAKERS = 4;

    private static ServerSocketChannel listen(InetAddress address) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
        listener.bind(new InetSocketAddress(address, 0));
        return listener;
    }

    /** One after the other; each is reset, so that nothing of it remains. */
    private static void connect(ServerSocketChannel listener, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET);
            client.setOption(StandardSocketOptions.SO_LINGER, 0);
            client.connect(listener.getLocalAddress());
            SocketChannel server = listener.accept();
            client.close();
            server.close();
        }
    }

    @Test
    void ten_thousand_short_connections_are_told_exactly_and_in_order()
            throws IOException, InterruptedException, ExecutionException {
        int times = 10_000;
        // On all CPUs at the same time, for their events to have to be put in order.
        ExecutorService makers = Executors.newFixedThreadPool(MAKERS);
        // Room for all of them, where a busy host lets the reader wait.
        Tracefs large = Tracefs.at(Tracefs.ROOT).with(TraceSettings.DEFAULT.withKilobytes(16_384));
        try (WatchedHost host = WatchedHost.open(large)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < MAKERS; i++) {
                all.add(makers.submit(() -> {
                    try (ServerSocketChannel listener = listen(host.address)) {
                        connect(listener, times / MAKERS);
                    }
                    return null;
                }));
            }
            while (!all.stream().allMatch(Future::isDone)) {
                host.take();
            }
            for (Future<?> each : all) {
                each.get();
            }
            host.take();
            assertThat(host.lost()).isZero();
            assertThat(host.own()).isSortedAccordingTo(Comparator.comparingLong(Observation::nanos));
            List<Observation> ofConnections = host.own().stream()
                    .filter(each -> each.remote().port() != 0)
                    .toList();
            assertThat(ofConnections).hasSize((int) (times * CHANGES_OF_EACH));
            assertThat(ofConnections)
                    .filteredOn(each -> each.outcome() == Outcome.RESET_HERE)
                    .hasSize(times);
            assertThat(ofConnections)
                    .filteredOn(each -> each.outcome() == Outcome.RESET_BY_PEER)
                    .hasSize(times);
        } finally {
            makers.shutdownNow();
        }
    }

    @Test
    void what_the_kernel_could_not_keep_is_counted_exactly() throws IOException {
        WatchedHost.assumeTraceable();
        int times = 16_667;
        String name = "connflux_test_lost_" + ProcessHandle.current().pid();
        try (ServerSocketChannel listener = WatchedHost.listenAlone()) {
            Path instance = prepareFor(listener, name);
            Tracefs slow = Tracefs.prepared(instance).with(TraceSettings.DEFAULT.withWaiting(1));
            try (WatchedHost host = WatchedHost.open(slow)) {
                connect(listener, times);
                await().until(() -> host.take().isEmpty());
                assertThat(host.lost()).isPositive();
                assertThat(host.all().size() + host.lost()).isEqualTo(times * CHANGES_OF_EACH);
                assertThat(host.all()).isSortedAccordingTo(Comparator.comparingLong(Observation::nanos));
                connect(listener, 1);
                await().until(() -> {
                    host.take();
                    return host.all().size() + host.lost() == (times + 1) * CHANGES_OF_EACH;
                });
            }
        } finally {
            PreparedTrace.remove(Tracefs.ROOT, name);
        }
    }

    @Test
    void what_waited_from_before_the_opening_is_not_lost_where_it_had_to_make_room() throws IOException {
        WatchedHost.assumeTraceable();
        int times = 500;
        String name = "connflux_test_before_" + ProcessHandle.current().pid();
        try (ServerSocketChannel listener = WatchedHost.listenAlone()) {
            Path instance = prepareFor(listener, name);
            connect(listener, 5);
            // Nobody reads yet, so that all of those have to make room.
            try (TraceReader reader = openBefore(instance, () -> connect(listener, times))) {
                List<Observation> told = new ArrayList<>();
                AtomicLong lost = new AtomicLong();
                await().until(() -> {
                    Observations taken = reader.take();
                    told.addAll(taken.all());
                    lost.addAndGet(taken.lost());
                    return taken.isEmpty();
                });
                assertThat(lost.get()).isPositive();
                assertThat(told.size() + lost.get()).isEqualTo(times * CHANGES_OF_EACH);
            }
        } finally {
            PreparedTrace.remove(Tracefs.ROOT, name);
        }
    }

    private static TraceReader openBefore(Path instance, Load load) throws IOException {
        Path events = instance.resolve("events");
        OnlineCpus online = OnlineCpus.read(Path.of("/sys/devices/system/cpu/online"));
        Bell bell = new Bell(() -> {});
        Set<TraceEvent> told = new TraceInstance(instance).told();
        List<CpuReader> readers = new ArrayList<>();
        for (int number : online.numbers()) {
            readers.add(new CpuReader(
                    instance.resolve("per_cpu/cpu" + number),
                    new TracePage(PageLayout.read(events), ByteOrder.nativeOrder()),
                    EntryDecoder.read(events, told, new ThreadOwners(Path.of("/proc"), 0)),
                    bell,
                    TraceSettings.DEFAULT,
                    TraceSettings.DEFAULT.waiting()));
        }
        load.run();
        return new TraceReader(
                online,
                readers,
                bell,
                new Tasks(Path.of("/proc")),
                new Endings(true),
                new NamespaceLook(Path.of("/proc")),
                () -> {});
    }

    /** What happens on the host. */
    private interface Load {
        void run() throws IOException;
    }

    /** An instance that tells, of the whole host's sockets, those of one port alone, so that it is known how many changes there are. */
    private static Path prepareFor(ServerSocketChannel listener, String name) throws IOException {
        Path instance = PreparedTrace.prepare(Tracefs.ROOT, name, "0", TraceSettings.DEFAULT.withKilobytes(8));
        Path events = instance.resolve("events");
        int port = listener.socket().getLocalPort();
        write(TraceEvent.STATE_CHANGE.in(events).resolve("filter"), "sport == " + port + " || dport == " + port);
        for (TraceEvent other : EnumSet.complementOf(EnumSet.of(TraceEvent.STATE_CHANGE))) {
            if (Files.exists(other.in(events))) {
                write(other.in(events).resolve("enable"), "0");
            }
        }
        // Empties the buffers of what others did until now.
        write(instance.resolve("trace"), "");
        return instance;
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }
}
