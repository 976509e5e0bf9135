package io.connflux.process.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTimeTest {

    @TempDir
    private Path proc;

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private BootTime boot(String uptime, String stat) throws IOException {
        Files.writeString(proc.resolve("uptime"), uptime);
        Files.writeString(proc.resolve("stat"), stat);
        // The clock goes by a millisecond at each look: as that of the test's uptime stands still, it is asked until
        // its time is up.
        Instant[] now = {NOW};
        return BootTime.of(proc, () -> now[0] = now[0].plusMillis(1));
    }

    @Test
    void a_process_of_this_moment_has_started_within_a_hundredth_of_what_is_told() throws IOException {
        Path real = Path.of("/proc");
        for (int i = 0; i < 3; i++) {
            BootTime boot = BootTime.of(real, Clock.systemUTC());
            Instant before = Instant.now();
            Process child = new ProcessBuilder("sleep", "20").start();
            Instant after = Instant.now();
            try {
                String stat = Files.readString(real.resolve(child.pid() + "/stat"));
                long ticks =
                        Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
                Instant started = boot.after(ticks);
                assertThat(started.toEpochMilli() % 10).isZero();
                // The clock may be slewed meanwhile, and a thread held up at the moment that tells the boot.
                assertThat(started).isBetween(before.minusMillis(12), after.plusMillis(12));
            } finally {
                child.destroyForcibly();
            }
        }
    }

    @Test
    void a_tick_later_is_told_a_hundredth_later_and_a_tick_has_one_time() throws IOException {
        BootTime boot = BootTime.of(Path.of("/proc"), Clock.systemUTC());
        for (long tick = 0; tick < 1_000; tick++) {
            assertThat(Duration.between(boot.after(tick), boot.after(tick + 1))).isEqualTo(Duration.ofMillis(10));
        }
    }

    @Test
    void the_uptime_tells_the_boot_where_it_agrees_with_that_of_stat() throws IOException {
        long btime = NOW.minusSeconds(1_000).getEpochSecond();
        BootTime boot = boot("1000.25 1.00\n", "cpu 1\nbtime " + btime + "\n");
        assertThat(boot.after(0))
                .isBetween(
                        NOW.minusSeconds(1_000).minusMillis(250),
                        NOW.minusSeconds(1_000).minusMillis(200));
        assertThat(boot.after(0).toEpochMilli() % 10).isZero();
    }

    @Test
    void where_they_disagree_whole_seconds_are_told_and_no_digit_more() throws IOException {
        BootTime boot = boot("17.25 1.00\n", "cpu 1\nbtime 1000000000\n");
        assertThat(boot.after(150)).isEqualTo(Instant.ofEpochSecond(1_000_000_002));
    }

    @Test
    void without_an_uptime_that_can_be_read_whole_seconds_are_told() throws IOException {
        assertThat(boot("", "btime 1000000000\n").after(250)).isEqualTo(Instant.ofEpochSecond(1_000_000_003));
        assertThat(boot("nonsense 1\n", "btime 1000000000\n").after(0)).isEqualTo(Instant.ofEpochSecond(1_000_000_001));
    }
}
