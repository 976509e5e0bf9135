package io.connflux.stream.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.model.Protocol;
import io.connflux.observation.ObservationReader;
import io.connflux.stream.netlink.end.EndReader;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EndReaderTest extends EndsOfNamespace {

    @Test
    void what_the_kernel_had_no_room_for_is_counted_exactly_and_the_next_poll_is_true() throws Exception {
        host.does("""
                many = [socket.socket(V4, U) for i in range(900)]
                for u in many: u.bind(('127.0.0.1', 0))
                """);
        poll();
        told.clear();
        reader.close();
        NetlinkSocket little = EnteredNamespace.in(host.pid(), () -> {
            NetlinkSocket socket = NetlinkSocket.open();
            socket.listen(2, 4096);
            return socket;
        });
        host.does("for u in many: u.close()\nmany = []");
        await().until(() -> little.drops() > 0);
        reader = EnteredNamespace.in(host.pid(), () -> EndReader.of(little, () -> {}));
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.UDP).size() + lost).isEqualTo(900);
        });
        assertThat(lost).as("a buffer of some messages").isPositive();
        poll();
        poll();
        assertThat(lines(Protocol.UDP)).as("told once each").hasSize(900).containsOnly("closed client UNCONNECTED");
    }

    @Test
    void without_ipv6_the_others_are_told() throws Exception {
        host.does("sh('echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6')");
        open(DestroyedSockets.ofThisHost());
        host.does("sh('echo 0 >/proc/sys/net/ipv6/conf/all/disable_ipv6')");
        told.clear();
        host.does("u = socket.socket(V4, U); u.bind(('127.0.0.1', 0)); u.close()");
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.UDP)).contains("closed client UNCONNECTED");
        });
    }

    @Test
    void only_those_protocols_are_told_that_were_chosen() throws Exception {
        open(DestroyedSockets.ofThisHost().only(Set.of(Protocol.UDP)));
        told.clear();
        host.does("c, a = pair(); c.close(); a.close()\nu = socket.socket(V4, U); u.bind(('127.0.0.1', 0)); u.close()");
        await().untilAsserted(() -> {
            observe();
            assertThat(lines(Protocol.UDP)).contains("closed client UNCONNECTED");
        });
        assertThat(lines(Protocol.TCP)).isEmpty();
    }

    @Test
    void its_end_leaves_no_thread_and_no_descriptor() throws Exception {
        reader.close();
        long before = descriptors();
        for (int i = 0; i < 10; i++) {
            CountDownLatch arrived = new CountDownLatch(1);
            ObservationReader one = EnteredNamespace.in(
                    host.pid(), () -> DestroyedSockets.ofThisHost().open(arrived::countDown));
            host.does("u = socket.socket(V4, U); u.bind(('127.0.0.1', 0)); u.close()");
            await().until(() -> !one.take().isEmpty());
            // A closed bell does not ring any more, due or not.
            assertThat(arrived.await(1, TimeUnit.MINUTES)).as("rung").isTrue();
            one.close();
            one.close();
            assertThat(one.take().isEmpty()).as("closed").isTrue();
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("connflux-ends"));
    }

    /** Of the kinds that it opens: another test's files may come and go. */
    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(EndReaderTest::isOurs).count();
        }
    }

    private static boolean isOurs(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:") || target.equals("anon_inode:[eventfd]");
        } catch (IOException e) {
            return false;
        }
    }
}
