package io.connflux.stream.thread;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The end of threads, on a thread that may wait: an executor's end takes the lock of its queue, and who cancels may be one of
 * Reactor's threads or of the network's, which must not.
 */
public final class Disposal {

    private Disposal() {}

    /** On subscription ends it; completes when it has ended. */
    public static Mono<Void> of(Disposable work) {
        return Mono.<Void>fromRunnable(work::dispose).subscribeOn(Schedulers.boundedElastic());
    }
}
