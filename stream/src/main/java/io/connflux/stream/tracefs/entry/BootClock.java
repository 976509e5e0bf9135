package io.connflux.stream.tracefs.entry;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Times of the trace as clock ticks since boot, which the starts of processes are told in. A host that sleeps stops the former clock and
 * not the latter. For one thread.
 */
public final class BootClock {

    /** {@code USER_HZ} is 100 on all architectures that run Java 17. */
    private static final long TICK_NANOS = 10_000_000;

    /** Nobody who reads both clocks is kept up for longer than this each time; nor is a sleep as short. */
    private static final long SHORTEST_SLEEP_NANOS = 50_000_000;

    private static final long BETWEEN_LOOKS_NANOS = 1_000_000_000;
    private static final int LOOKS = 3;

    private final Path uptime;
    private long slept;
    private long looked;
    private boolean hasLooked;

    /** @param proc the root of a {@code /proc} */
    public BootClock(Path proc) {
        uptime = proc.resolve("uptime");
    }

    /** The tick in which a time lies; on a host that has slept perhaps the one behind it. */
    long ticks(long nanos) {
        long now = System.nanoTime();
        if (!hasLooked || now - looked > BETWEEN_LOOKS_NANOS) {
            hasLooked = true;
            looked = now;
            look();
        }
        return (nanos + slept) / TICK_NANOS;
    }

    /** The least that it may have slept at most: each look is too long by as much as this thread was kept up. */
    private void look() {
        long most = Long.MAX_VALUE;
        for (int i = 0; i < LOOKS; i++) {
            long before = System.nanoTime();
            most = Math.min(most, read() + TICK_NANOS - before);
        }
        slept = most < SHORTEST_SLEEP_NANOS ? 0 : most;
    }

    /** {@code CLOCK_BOOTTIME} in hundredths of a second ({@code uptime_proc_show} of {@code fs/proc/uptime.c}); 0 where it is not told. */
    private long read() {
        try {
            String text = Files.readString(uptime, StandardCharsets.US_ASCII);
            return new BigDecimal(text.substring(0, text.indexOf(' ')))
                    .movePointRight(9)
                    .longValueExact();
        } catch (IOException | ArithmeticException | NumberFormatException | IndexOutOfBoundsException e) {
            return 0;
        }
    }
}
