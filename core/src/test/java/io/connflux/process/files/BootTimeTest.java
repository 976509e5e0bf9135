package io.connflux.process.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootTimeTest {

    @TempDir
    private Path proc;

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private BootTime boot(String uptime, String stat) throws IOException {
        Files.writeString(proc.resolve("uptime"), uptime);
        Files.writeString(proc.resolve("stat"), stat);
        Instant[] now = {NOW};
        return BootTime.of(proc, () -> now[0] = now[0].plusMillis(1));
    }

    /** Of a host that was booted so long before, seen by a thread that is held up for so long at each step. */
    private BootTime running(Duration booted, int... heldUpMillis) throws IOException {
        Instant boot = NOW.minus(booted);
        Files.writeString(proc.resolve("stat"), "btime " + boot.getEpochSecond() + "\n");
        int[] looks = {0};
        Instant[] now = {NOW};
        return BootTime.of(proc, () -> {
            now[0] = now[0].plusMillis(heldUpMillis[looks[0]++ % heldUpMillis.length])
                    .plusNanos(100_000);
            // What is read behind this look was true a moment before the next one.
            long hundredths = Duration.between(boot, now[0]).toMillis() / 10;
            String uptime = hundredths / 100 + "." + String.format(Locale.ROOT, "%02d", hundredths % 100) + " 1.00\n";
            try {
                Files.writeString(proc.resolve("uptime"), uptime);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return now[0];
        });
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
                // The clock may be slewed meanwhile.
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
        Duration booted = Duration.ofMillis(1_000_253);
        assertThat(running(booted, 0).after(0))
                .isBetween(NOW.minus(booted), NOW.minus(booted).plusMillis(11));
        assertThat(running(booted, 0).after(0).toEpochMilli() % 10).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 7, 13, 23, 40})
    void a_thread_that_is_held_up_tells_no_digit_that_is_not_true(int heldUp) throws IOException {
        for (int offset = 0; offset < 10; offset++) {
            Duration booted = Duration.ofMillis(1_000_250 + offset);
            Instant told = running(booted, heldUp, 0, heldUp, heldUp).after(0);
            boolean hundredths = told.toEpochMilli() % 1_000 != 0;
            assertThat(told)
                    .isBetween(
                            NOW.minus(booted).minusMillis(1), NOW.minus(booted).plusMillis(hundredths ? 21 : 1_001));
        }
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
