package io.connflux.cli.exit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the end by a signal needs of a command: time to finish, and a status that is left alone. */
public final class ShutdownHook {

    private ShutdownHook() {}

    /** Waits for the work to be done, as long as a signal may wait. */
    public static void await(CountDownLatch done, Duration limit) {
        try {
            if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes a hook; where the JVM is on its way out by a signal, waits for that, so that the signal's status stands. */
    public static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            await(new CountDownLatch(1), Duration.ofSeconds(2));
        }
    }
}
