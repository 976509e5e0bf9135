package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a packaged {@code serve} takes for its subscribers, who run on the same cores. Prints what it measures. */
@Tag("load")
class LoadIT {

    /** 1,000 changes a second, at six a connection. */
    private static final int CONNECTIONS_PER_SECOND = 167;

    private static final Pattern HEAP = Pattern.compile("generation +total [0-9]+K, used ([0-9]+)K");

    @TempDir
    private Path files;

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Awaitility.await()
                .atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> System.nanoTime() - end > 0);
    }

    private static long cpuMillis(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }

    private static long residentKilobytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    /** What is in use after a collection. */
    private static long heapKilobytes(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        Matcher used = HEAP.matcher(jcmd(pid, "GC.heap_info"));
        long all = 0;
        while (used.find()) {
            all += Long.parseLong(used.group(1));
        }
        return all;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
        return said;
    }

    private static long held(Served serve) throws IOException {
        Matcher held = Pattern.compile("(?m)^connflux_held_bytes ([0-9.E]+)$").matcher(serve.get("/metrics"));
        assertThat(held.find()).as("connflux_held_bytes").isTrue();
        return (long) Double.parseDouble(held.group(1));
    }

    private static void measure(String what, Served serve, Subscribers subscribers, Duration time) throws Exception {
        subscribers.delays();
        long lines = subscribers.lines();
        long cpu = cpuMillis(serve.pid());
        long mine = cpuMillis(ProcessHandle.current().pid());
        pass(time);
        long millis = time.toMillis();
        System.out.printf(
                "%s: %d lines a second to all; CPU of the server %d %% of a core, of the clients %d %%; poll to frame %s;"
                        + " resident %d MB%n",
                what,
                (subscribers.lines() - lines) * 1_000 / millis,
                (cpuMillis(serve.pid()) - cpu) * 100 / millis,
                (cpuMillis(ProcessHandle.current().pid()) - mine) * 100 / millis,
                subscribers.delays(),
                residentKilobytes(serve.pid()) / 1_024);
        assertThat(subscribers.wrong()).as("clients with a gap, or cut off").isZero();
    }

    @Test
    void a_thousand_subscribers_at_a_thousand_changes_a_second_and_one_of_them_that_never_reads() throws Exception {
        try (Served serve = Served.start(files, "--max-subscribers", "2000");
                Subscribers subscribers = new Subscribers();
                SteadyChanges changes = new SteadyChanges(CONNECTIONS_PER_SECOND)) {
            subscribers.connect(serve.port(), "?existing=false", 999);
            // Until as many end their TIME_WAIT as begin it.
            pass(Duration.ofSeconds(75));
            measure("999 subscribers", serve, subscribers, Duration.ofMinutes(2));
            long heap = heapKilobytes(serve.pid());
            try (SocketChannel stalled = Subscribers.handshake(serve.port(), "")) {
                measure("999 subscribers and one that never reads", serve, subscribers, Duration.ofMinutes(2));
                long held = held(serve);
                System.out.printf(
                        "held for it: %d kB; heap after a collection %d MB, and %d MB before it came%n",
                        held / 1_024, heapKilobytes(serve.pid()) / 1_024, heap / 1_024);
                assertThat(held).isBetween(64L * 1_024, 320L * 1_024);
                assertThat(stalled.isOpen()).isTrue();
            }
            assertThat(changes).isNotNull();
        }
    }

    @Test
    void ten_thousand_idle_subscribers() throws Exception {
        try (Served serve = Served.start(files, "--max-subscribers", "10000");
                Subscribers subscribers = new Subscribers()) {
            subscribers.connect(serve.port(), "?protocol=udp6&existing=false", 10);
            pass(Duration.ofSeconds(5));
            long heap = heapKilobytes(serve.pid());
            long resident = residentKilobytes(serve.pid());
            subscribers.connect(serve.port(), "?protocol=udp6&existing=false", 9_980);
            pass(Duration.ofSeconds(30));
            long cpu = cpuMillis(serve.pid());
            pass(Duration.ofSeconds(30));
            System.out.printf(
                    "9,990 idle subscribers: %.1f kB of heap and %.1f kB resident each; CPU of the server %.1f %% of a"
                            + " core%n",
                    (heapKilobytes(serve.pid()) - heap) / 9_980.0,
                    (residentKilobytes(serve.pid()) - resident) / 9_980.0,
                    (cpuMillis(serve.pid()) - cpu) / 300.0);
            assertThat(subscribers.wrong()).isZero();
        }
    }
}
