package io.connflux.cli.text;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many columns the terminal has now: people resize it. The system's {@code stty} is asked, because the JDK cannot be; no
 * more than once a second, and only while there is something to write.
 */
public final class TerminalWidth implements IntSupplier {

    private static final int USUAL = 80;

    /** Narrower than this nothing is readable, so lines are let wrap. */
    private static final int NARROWEST = 40;

    /** Too low costs a process for each batch of lines, too high leaves lines of the old width. */
    private static final long AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final IntSupplier measure;
    private final LongSupplier nanoTime;
    private int width;
    private long measured;

    /**
     * @param first what it is now; 0 or less where that is not known
     * @param measure looks again; 0 or less where it cannot
     */
    TerminalWidth(int first, IntSupplier measure, LongSupplier nanoTime) {
        this.measure = measure;
        this.nanoTime = nanoTime;
        this.width = USUAL;
        this.measured = nanoTime.getAsLong();
        take(first > 0 ? first : measure.getAsInt());
    }

    /** The width of standard output: the user's {@code COLUMNS} for good, else what the launcher measured until it changes. */
    public static IntSupplier ofOutput() {
        int wanted = number(System.getenv("COLUMNS"));
        if (wanted > 0) {
            return () -> Math.max(NARROWEST, wanted);
        }
        return new TerminalWidth(number(System.getenv("CONNFLUX_COLUMNS")), TerminalWidth::stty, System::nanoTime);
    }

    @Override
    public int getAsInt() {
        if (nanoTime.getAsLong() - measured >= AGE_NANOS) {
            take(measure.getAsInt());
            measured = nanoTime.getAsLong();
        }
        return width;
    }

    private void take(int columns) {
        if (columns > 0) {
            width = Math.max(NARROWEST, columns);
        }
    }

    private static int stty() {
        Process stty = null;
        try {
            stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/proc/self/fd/1"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .trim()
                    .split(" ", -1);
            return size.length == 2 ? number(size[1]) : 0;
        } catch (IOException e) {
            return 0;
        } finally {
            if (stty != null) {
                stty.destroy();
            }
        }
    }

    private static int number(@Nullable String text) {
        try {
            return text == null ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
