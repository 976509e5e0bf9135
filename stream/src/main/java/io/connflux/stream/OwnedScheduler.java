package io.connflux.stream;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A scheduler that the caller gave, or one made for a subscription and disposed of with it. */
final class OwnedScheduler {

    private OwnedScheduler() {}

    static <T> Flux<T> using(@Nullable Scheduler given, String name, Function<Scheduler, Flux<T>> use) {
        return given != null
                ? Flux.defer(() -> use.apply(given))
                : Flux.using(() -> Schedulers.newSingle(name, true), use, Scheduler::dispose);
    }
}
