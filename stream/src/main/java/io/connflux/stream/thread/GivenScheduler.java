package io.connflux.stream.thread;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A scheduler that the caller gave, or one made for a subscription and disposed of with it. */
public final class GivenScheduler {

    private GivenScheduler() {}

    /**
     * Something that needs a scheduler.
     *
     * @param given the caller's, which is used and not disposed of; null for one of its own, which may block
     */
    public static <T> Flux<T> using(@Nullable Scheduler given, String name, Function<Scheduler, Flux<T>> use) {
        return given != null
                ? Flux.defer(() -> use.apply(given))
                : Flux.using(() -> Schedulers.newSingle(new SubscriptionThread(name)), use, GivenScheduler::end);
    }

    private static void end(Scheduler own) {
        Disposal.of(own).subscribe();
    }
}
