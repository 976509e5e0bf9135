package io.connflux.stream;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A scheduler that the caller gave, or one made for a subscription and disposed of with it. */
final class GivenScheduler {

    private GivenScheduler() {}

    /** Not one of Reactor's, which it marks as one that must not block: reading does. */
    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    static <T> Flux<T> using(@Nullable Scheduler given, String name, Function<Scheduler, Flux<T>> use) {
        return given != null
                ? Flux.defer(() -> use.apply(given))
                : Flux.using(() -> Schedulers.newSingle(task -> thread(name, task)), use, GivenScheduler::end);
    }

    /** Elsewhere: an executor's end waits for the lock of its queue, and who cancels may be a thread that must not wait. */
    private static void end(Scheduler own) {
        Schedulers.boundedElastic().schedule(own::dispose);
    }
}
