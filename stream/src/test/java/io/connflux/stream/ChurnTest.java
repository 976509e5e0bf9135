package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.model.Protocol;
import io.connflux.procfs.ProcNet;
import io.connflux.stream.SocketsProcess.Life;
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

    private static final long SEED = 20261124;

    @Test
    void nothing_false_is_told_of_a_few_hundred_connections() throws Exception {
        watch(new Idle(1, 400), Duration.ofMillis(150), Duration.ofSeconds(4), churn(200), burst(500));
    }

    /** 40,000 idle rows, and 2,000 connects and as many closes a second. */
    @Test
    @Tag("churn")
    void nothing_false_is_told_of_20000_idle_connections_beside_2000_connects_a_second() throws Exception {
        TornReads reads = watch(new Idle(4, 5_000), Duration.ofMillis(250), Duration.ofSeconds(60), churn(2_000));
        assertThat(reads.repeated() + reads.missing())
                .as("idle rows that a read gave twice or not at all; without any, this run has proved nothing")
                .isPositive();
    }

    /** 16,000 idle rows, and again and again 18,000 others that come and then vanish at once. */
    @Test
    @Tag("churn")
    void nothing_false_is_told_of_16000_idle_sockets_beside_18000_that_close_at_once() throws Exception {
        watch(new Idle(2, 4_000), Duration.ofMillis(100), Duration.ofSeconds(60), burst(9_000));
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
    private static TornReads watch(Idle idle, Duration interval, Duration time, List<Object>... busy) throws Exception {
        List<SocketsProcess> staying = new ArrayList<>();
        List<SocketsProcess> changing = new ArrayList<>();
        try {
            for (int i = 0; i < idle.processes(); i++) {
                staying.add(SocketsProcess.start("127.0." + (10 + i) + ".1", List.of("idle", idle.connections())));
            }
            for (int i = 0; i < busy.length; i++) {
                changing.add(SocketsProcess.start("127.0." + (30 + i) + ".1", busy[i]));
            }
            for (SocketsProcess process : staying) {
                process.awaitReady();
            }
            for (SocketsProcess process : changing) {
                process.awaitReady();
            }
            ProcNet tcp = ProcNet.at(Path.of("/proc")).only(EnumSet.of(Protocol.TCP));
            TornReads reads = new TornReads(tcp, staying, idle.rows());
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
        assertThat(told.falsehoods()).as("idle connections, seed %d", SEED).isEmpty();
        lives.forEach((process, ended) -> judge(told.endsOf(process), ended, reads.longestThree()));
    }

    /** A port may serve one connection after the other, so they are counted for each port. */
    private static void judge(Map<Integer, Told.Count> told, List<Life> lives, Duration sureToBeSeen) {
        Map<Integer, Integer> all = new HashMap<>();
        Map<Integer, Integer> sure = new HashMap<>();
        for (Life life : lives) {
            for (int end : new int[] {life.port(), -life.port()}) {
                all.merge(end, 1, Integer::sum);
                sure.merge(end, life.millis() > sureToBeSeen.toMillis() ? 1 : 0, Integer::sum);
            }
        }
        assertThat(sure.values().stream().mapToInt(Integer::intValue).sum())
                .as("ends that lived longer than %s", sureToBeSeen)
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
