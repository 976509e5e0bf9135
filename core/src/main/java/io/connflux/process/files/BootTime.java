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

    /** Time for a hundredth to turn. */
    private static final Duration TURN = Duration.ofMillis(30);

    /** Between two looks at it. A thread that was held up in between for longer looks again. */
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

    /** Waits for a hundredth of a second to turn, 30 ms at most. */
    static BootTime of(Path proc, InstantSource clock) {
        Instant seconds = inSeconds(proc);
        Instant exact = exactly(proc.resolve("uptime"), clock);
        if (exact == null || (seconds != null && far(seconds, exact))) {
            return new BootTime(seconds == null ? Instant.EPOCH : seconds, SECOND);
        }
        return new BootTime(exact, SECOND / TICKS_PER_SECOND);
    }

    /** With the digits that are true: a tick begins at the earliest then, and ends one later. */
    Instant after(long ticks) {
        long earliest = boot.toEpochMilli() + ticks * SECOND / TICKS_PER_SECOND;
        return Instant.ofEpochMilli(earliest + digits - Math.floorMod(earliest, digits));
    }

    private static boolean far(Instant seconds, Instant exact) {
        return Duration.between(seconds, exact).abs().compareTo(LIKENESS) > 0;
    }

    private static @Nullable Instant exactly(Path uptime, InstantSource clock) {
        Instant begun = clock.instant();
        Instant before = begun;
        Duration up = read(uptime);
        while (up != null) {
            Instant after = clock.instant();
            Duration next = read(uptime);
            boolean turned = next != null && !next.equals(up);
            boolean sharp = Duration.between(before, after).compareTo(SHARP) < 0;
            if (next != null
                    && ((turned && sharp) || Duration.between(begun, after).compareTo(TURN) > 0)) {
                return after.minus(next);
            }
            before = after;
            up = next;
        }
        return null;
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
