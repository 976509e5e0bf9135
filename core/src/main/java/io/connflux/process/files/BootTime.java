package io.connflux.process.files;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * When the host of a {@code /proc} was booted, and with it when a process was started.
 *
 * <p>{@code uptime} counts hundredths of seconds as the start of a process does ({@code uptime_proc_show} of {@code
 * fs/proc/uptime.c}, {@code CLOCK_BOOTTIME}); the moment at which one of them turns is known exactly. {@code btime} of {@code
 * stat} says whole seconds: up to one too early.
 */
final class BootTime {

    /** {@code USER_HZ}: what {@code /proc} counts in, on all architectures that run Java 17. */
    private static final long TICKS_PER_SECOND = 100;

    /** In milliseconds. */
    private static final long SECOND = 1_000;

    private static final Duration TICK = Duration.ofMillis(10);

    /** For hundredths to turn in. Too low, and on a busy host the thread is held up at each; too high keeps owners waiting. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    /** How well it is worth to be known. Too low has it asked for the whole of the time; too high costs a digit. */
    private static final Duration SHARP = Duration.ofMillis(1);

    /** By which it may differ from {@code btime}; beyond, one of them is not of the clock that processes are started by. */
    private static final Duration LIKENESS = Duration.ofSeconds(2);

    private final Instant boot;
    private final long digits;

    /** @param digits the milliseconds that a time is a multiple of */
    private BootTime(Instant boot, long digits) {
        this.boot = boot;
        this.digits = digits;
    }

    /** Waits for a hundredth of a second to turn, as a rule for 10 ms. */
    static BootTime of(Path proc, InstantSource clock) {
        Instant seconds = inSeconds(proc);
        Instant latest = latest(proc.resolve("uptime"), clock);
        if (latest == null || (seconds != null && far(seconds, latest))) {
            return new BootTime(seconds == null ? Instant.EPOCH : seconds, SECOND);
        }
        return new BootTime(latest, SECOND / TICKS_PER_SECOND);
    }

    /** With the digits that are true: a tick begins at the earliest then, and ends one later. */
    Instant after(long ticks) {
        long earliest = boot.toEpochMilli() + ticks * SECOND / TICKS_PER_SECOND;
        return Instant.ofEpochMilli(earliest + digits - Math.floorMod(earliest, digits));
    }

    private static boolean far(Instant seconds, Instant exact) {
        return Duration.between(seconds, exact).abs().compareTo(LIKENESS) > 0;
    }

    /**
     * The latest moment at which it can have been booted. Each reading leaves it between two moments, however long the thread was
     * held up in the middle of it; all of them together leave next to nothing, once one was made as a hundredth turned.
     *
     * @return null where a hundredth of a second cannot be told
     */
    private static @Nullable Instant latest(Path uptime, InstantSource clock) {
        Instant begun = clock.instant();
        Instant before = begun;
        Instant earliest = Instant.MIN;
        Instant latest = Instant.MAX;
        while (Duration.between(begun, before).compareTo(PATIENCE) <= 0) {
            Duration up = read(uptime);
            Instant after = clock.instant();
            if (up == null) {
                return null;
            }
            Instant byThis = after.minus(up);
            earliest = later(earliest, before.minus(up).minus(TICK));
            latest = byThis.isBefore(latest) ? byThis : latest;
            if (earliest.isAfter(latest.plus(TICK))) {
                // The clock was set, or the uptime is not of a host that runs.
                return null;
            }
            if (Duration.between(earliest, latest).compareTo(SHARP) < 0) {
                return latest;
            }
            before = after;
        }
        return Duration.between(earliest, latest).compareTo(TICK) > 0 ? null : latest;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static @Nullable Duration read(Path uptime) {
        try {
            String text = Files.readString(uptime, StandardCharsets.US_ASCII);
            BigDecimal seconds = new BigDecimal(text.substring(0, text.indexOf(' ')));
            return Duration.ofMillis(seconds.movePointRight(3).longValueExact());
        } catch (IOException | ArithmeticException | NumberFormatException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static @Nullable Instant inSeconds(Path proc) {
        for (String line : ProcessFiles.read(proc.resolve("stat")).split("\n", -1)) {
            if (line.startsWith("btime ")) {
                return Instant.ofEpochSecond(Long.parseLong(line.substring(6).strip()));
            }
        }
        return null;
    }
}
