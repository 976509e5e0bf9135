package io.connflux.cli.notice;

import io.connflux.table.Snapshot;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd, where it has started this process and asks for it, that the first table was read, and then that polls still succeed,
 * three times in each period of its watchdog. The program {@code systemd-notify} says it, which nobody waits for.
 */
public final class SystemdNotices implements Notice {

    private static final String PROGRAM = "systemd-notify";

    private final PrintStream err;
    private final @Nullable Duration period;
    private boolean ready;
    private boolean failed;
    private long told;
    private @Nullable Process last;

    private SystemdNotices(@Nullable Duration period, PrintStream err) {
        this.period = period;
        this.err = err;
    }

    /**
     * None where nobody asks.
     *
     * @param err where it is said, once, that the program is not there
     */
    public static List<Notice> asked(PrintStream err) {
        Map<String, String> environment = System.getenv();
        return environment.containsKey("NOTIFY_SOCKET")
                ? List.of(new SystemdNotices(period(environment.get("WATCHDOG_USEC")), err))
                : List.of();
    }

    private static @Nullable Duration period(@Nullable String microseconds) {
        return microseconds == null || !microseconds.matches("[1-9][0-9]{0,14}")
                ? null
                : Duration.of(Long.parseLong(microseconds) / 3, ChronoUnit.MICROS);
    }

    @Override
    public void see(Snapshot snapshot) {
        long now = System.nanoTime();
        if (!ready) {
            ready = true;
            tell("--ready", now);
        } else if (period != null && now - told >= period.toNanos()) {
            tell("WATCHDOG=1", now);
        }
    }

    private void tell(String words, long now) {
        if (last != null && last.isAlive()) {
            return;
        }
        told = now;
        try {
            // Without --no-block: what a program said that is gone when systemd looks for its unit is not heard.
            last = new ProcessBuilder(PROGRAM, words)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            if (!failed) {
                failed = true;
                err.println("connflux: systemd waits for a word and is not told: " + e.getMessage()
                        + "; say Type=exec and WatchdogSec=0 in a drop-in where there is no " + PROGRAM);
            }
        }
    }
}
