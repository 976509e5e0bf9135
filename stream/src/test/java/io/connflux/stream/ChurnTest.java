package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.connflux.model.Protocol;
import io.connflux.procfs.ProcNet;
import io.connflux.stream.SocketsProcess.Life;
import io.connflux.stream.netlink.EnteredNamespace;
import io.connflux.stream.netlink.SockDiagSource;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real connections on loopback that come and go beside idle ones, watched through the real files. Both ends of each are rows
 * of this host. The large ones run with {@code mvn -Pchurn verify}.
 */
class ChurnTest {

    /** How long a churned connection lives on average, and a burst's at least: more than two polls. */
    private static final int LIFE_MILLIS = 1_500;

    /** The sysctl is of the namespace that makes another one, since Linux 6.1. */
    private static final List<String> IN_SMALL_HASH_TABLE = List.of(
            "unshare",
            "-n",
            "sh",
            "-c",
            "echo 16 >/proc/sys/net/ipv4/tcp_child_ehash_entries"
                    + " && exec unshare -n sh -c 'ip link set lo up && exec \"$@\"' sh \"$@\"",
            "sh");

    private static final long SEED = 20261124;

    @Test
    void nothing_false_is_told_of_a_few_hundred_connections() throws Exception {
        watch(Where.HERE, new Idle(1, 400), Duration.ofMillis(150), Duration.ofSeconds(4), churn(200), burst(500));
    }

    @Test
    void nothing_false_is_told_of_a_few_hundred_connections_by_netlink() throws Exception {
        watch(
                By.NETLINK,
                Where.HERE,
                new Idle(1, 400),
                Duration.ofMillis(150),
                Duration.ofSeconds(4),
                churn(200),
                burst(500));
    }

    /** With so few hash buckets, the kernel loses its place within a message too, where nobody can see it. */
    @Test
    void nothing_false_is_told_where_dumps_by_netlink_are_torn() throws Exception {
        assumeSmallHashTable();
        TornReads reads = watch(
                By.NETLINK,
                Where.SMALL_HASH_TABLE,
                new Idle(1, 1_000),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                churn(500),
                burst(1_500));
        assertThat(reads.repeated() + reads.missing()).isPositive();
    }

    /** With so few hash buckets, reads are torn often: rows of idle connections come twice, or not at all. */
    @Test
    void nothing_false_is_told_where_reads_are_torn() throws Exception {
        assumeSmallHashTable();
        TornReads reads = watch(
                Where.SMALL_HASH_TABLE,
                new Idle(1, 1_000),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                churn(500),
                burst(1_500));
        assertThat(reads.repeated() + reads.missing()).isPositive();
    }

    /** 40,000 idle rows, and 2,000 connects and as many closes a second. */
    @Test
    @Tag("churn")
    void nothing_false_is_told_of_20000_idle_connections_beside_2000_connects_a_second() throws Exception {
        TornReads reads =
                watch(Where.HERE, new Idle(4, 5_000), Duration.ofMillis(250), Duration.ofSeconds(60), churn(2_000));
        assertThat(reads.repeated() + reads.missing())
                .as("idle rows that a read gave twice or not at all; without any, this run has proved nothing")
                .isPositive();
    }

    /** 16,000 idle rows, and again and again 18,000 others that come and then vanish at once. */
    @Test
    @Tag("churn")
    void nothing_false_is_told_of_16000_idle_sockets_beside_18000_that_close_at_once() throws Exception {
        watch(Where.HERE, new Idle(2, 4_000), Duration.ofMillis(100), Duration.ofSeconds(60), burst(9_000));
    }

    /** The same where a read loses rows: {@code missing} of them were there, and a plain difference would say closed. */
    @Test
    @Tag("churn")
    void nothing_false_is_told_of_16000_idle_sockets_where_reads_are_torn() throws Exception {
        assumeSmallHashTable();
        TornReads reads = watch(
                Where.SMALL_HASH_TABLE,
                new Idle(2, 4_000),
                Duration.ofMillis(100),
                Duration.ofSeconds(60),
                burst(9_000));
        assertThat(reads.missing())
                .as("idle rows that a read did not give; without any, this run has proved nothing")
                .isPositive();
    }

    private enum Where {
        HERE,
        /** A network namespace of its own, in which all connections share a few hash buckets. */
        SMALL_HASH_TABLE;

        /** What the first process is started with. The namespace is made inside another, so that the host's settings stay. */
        List<String> first() {
            return this == HERE ? List.of() : IN_SMALL_HASH_TABLE;
        }

        /** What the others are started with. */
        List<String> like(SocketsProcess first) {
            return this == HERE ? List.of() : List.of("nsenter", "-t", Long.toString(first.pid()), "-n");
        }

        /** The files of the first process's namespace. */
        Path proc(SocketsProcess first) {
            return this == HERE ? Path.of("/proc") : Path.of("/proc", Long.toString(first.pid()));
        }
    }

    private enum By {
        FILES,
        NETLINK;

        /** What tells of the first process's namespace. */
        SnapshotSource source(Where where, SocketsProcess first) throws IOException {
            EnumSet<Protocol> tcp = EnumSet.of(Protocol.TCP);
            if (this == FILES) {
                return ProcNet.at(where.proc(first)).only(tcp);
            }
            SockDiagSource netlink = SockDiagSource.ofThisHost().only(tcp);
            return where == Where.HERE ? netlink : EnteredNamespace.of(first.pid(), netlink);
        }
    }

    private static void assumeSmallHashTable() throws Exception {
        List<String> command = new ArrayList<>(IN_SMALL_HASH_TABLE);
        command.add("true");
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, "no network namespace can be made here: " + e.getMessage());
            return;
        }
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(process.waitFor() == 0, "no network namespace with a small hash table can be made here: " + words);
    }

    /** Connections that stay, so many in each of some processes: one has not descriptors enough. */
    private record Idle(int processes, int connections) {

        int rows() {
            return 2 * processes * connections;
        }
    }

    private static List<Object> churn(int perSecond) {
        return List.of("churn", perSecond, LIFE_MILLIS, SEED);
    }

    private static List<Object> burst(int count) {
        return List.of("burst", count, LIFE_MILLIS);
    }

    @SafeVarargs
    private static TornReads watch(Where where, Idle idle, Duration interval, Duration time, List<Object>... busy)
            throws Exception {
        return watch(By.FILES, where, idle, interval, time, busy);
    }

    @SafeVarargs
    private static TornReads watch(
            By by, Where where, Idle idle, Duration interval, Duration time, List<Object>... busy) throws Exception {
        List<SocketsProcess> staying = new ArrayList<>();
        List<SocketsProcess> changing = new ArrayList<>();
        try {
            for (int i = 0; i < idle.processes(); i++) {
                List<String> prefix = i == 0 ? where.first() : where.like(staying.get(0));
                staying.add(
                        SocketsProcess.start(prefix, "127.0." + (10 + i) + ".1", List.of("idle", idle.connections())));
                staying.get(i).awaitReady();
            }
            for (int i = 0; i < busy.length; i++) {
                changing.add(SocketsProcess.start(where.like(staying.get(0)), "127.0." + (30 + i) + ".1", busy[i]));
                changing.get(i).awaitReady();
            }
            TornReads reads = new TornReads(by.source(where, staying.get(0)), staying, idle.rows());
            Told told = new Told(staying, changing);
            var subscription = ConnectionStream.over(reads)
                    .every(interval)
                    .stats(Duration.ofSeconds(1))
                    .events()
                    .subscribe(told::add, told::failed);
            try {
                await().until(told::begun);
                judge(reads, told, run(reads, changing, time));
            } finally {
                subscription.dispose();
            }
            return reads;
        } finally {
            staying.forEach(SocketsProcess::close);
            changing.forEach(SocketsProcess::close);
        }
    }

    /** Lets the busy ones be busy for a time, and gives what they did, when the stream had time enough to tell of it. */
    private static Map<SocketsProcess, List<Life>> run(TornReads reads, List<SocketsProcess> busy, Duration time)
            throws Exception {
        for (SocketsProcess process : busy) {
            process.begin();
        }
        LockSupport.parkNanos(time.toNanos());
        Map<SocketsProcess, List<Life>> lives = new LinkedHashMap<>();
        for (SocketsProcess process : busy) {
            lives.put(process, process.finish());
        }
        long polls = reads.polls();
        await().until(() -> reads.polls() > polls + 4);
        return lives;
    }

    private static void judge(TornReads reads, Told told, Map<SocketsProcess, List<Life>> lives) {
        int made = lives.values().stream().mapToInt(List::size).sum();
        System.err.printf("churn: %d connections made; %s%nchurn: %s%n", made, told, reads);
        assertThat(reads.polls()).isGreaterThan(4);
        assertThat(told.failure()).isNull();
        // All polls that they need have been made; what the last ones saw may still be on its way.
        await().untilAsserted(() -> lives.forEach((process, ended) -> judge(told.endsOf(process), ended, reads)));
        assertThat(told.falsehoods()).as("idle connections, seed %d", SEED).isEmpty();
    }

    /** A port may serve one connection after the other, so they are counted for each port. */
    private static void judge(Map<Integer, Told.Count> told, List<Life> lives, TornReads reads) {
        Map<Integer, Integer> all = new HashMap<>();
        Map<Integer, Integer> sure = new HashMap<>();
        for (Life life : lives) {
            for (int end : new int[] {life.port(), -life.port()}) {
                all.merge(end, 1, Integer::sum);
                sure.merge(end, reads.sawTwice(life) ? 1 : 0, Integer::sum);
            }
        }
        assertThat(sure.values().stream().mapToInt(Integer::intValue).sum())
                .as("ends that were there for two reads")
                .isGreaterThan(lives.size());
        SoftAssertions softly = new SoftAssertions();
        all.forEach((end, count) -> {
            Told.Count times = told.getOrDefault(end, Told.Count.NONE);
            boolean right = times.opened() >= sure.get(end) && times.opened() <= count;
            if (!right || times.closed() != times.opened()) {
                softly.fail(
                        "port %d, seed %d: %d connections, %d of them long enough, but %s",
                        end, SEED, count, sure.get(end), times);
            }
        });
        assertThat(all.keySet()).as("nothing is told of what never was").containsAll(told.keySet());
        softly.assertAll();
    }
}
