package io.connflux.cli.exit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Work that ends by itself or by a signal, which waits for what is under way. */
public final class UntilSignal {

    /** How long an end waits for what is under way. */
    public static final Duration LAST_WRITE = Duration.ofSeconds(1);

    /** Beyond that: who has waited so long in vain says so. */
    private static final Duration LAST_WORD = Duration.ofMillis(500);

    /** How often a quiet pipe is asked for its reader. Too low costs wake-ups, too high delays the end. */
    public static final Duration PIPE_PROBE = Duration.ofMillis(200);

    private UntilSignal() {}

    /**
     * Waits for the end of work.
     *
     * @param work is given what completes at a signal
     * @param last to be done in any case, before the signal ends the process
     */
    public static int run(Function<Mono<Void>, Mono<?>> work, Runnable last) {
        Sinks.Empty<Void> stop = Sinks.empty();
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            stop.tryEmitEmpty();
            ShutdownHook.await(done, LAST_WRITE.plus(LAST_WORD));
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            work.apply(stop.asMono()).block();
            return ExitStatus.OK.code();
        } finally {
            last.run();
            done.countDown();
            ShutdownHook.remove(hook);
        }
    }
}
