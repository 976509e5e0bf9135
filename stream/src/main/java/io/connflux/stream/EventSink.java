package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Where events go. */
public interface EventSink {

    /**
     * Takes all batches, each when the one before has been taken: a sink that is slow delays its source, which must be able to
     * coalesce, and keeps no queue.
     *
     * @param batches those of {@link EventSource#batches}, for example
     * @return on subscription subscribes to the batches; gives the number of events that were taken when they end, when the sink
     *     has had enough, or where nobody wants them any more. Errs where they cannot be taken for another cause, and as the
     *     batches do
     */
    Mono<Long> write(Flux<? extends Iterable<ConnectionEvent>> batches);
}
