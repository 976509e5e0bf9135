package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import reactor.core.publisher.Flux;

/** The events of a step as one element. */
final class WholeBatch {

    private WholeBatch() {}

    /** Completes when the next batch is requested: at once, and a step would be taken that is an old one when it is wanted. */
    static Flux<Iterable<ConnectionEvent>> upToTheNext(Iterable<ConnectionEvent> events) {
        return Flux.generate(() -> false, (told, sink) -> {
            if (told) {
                sink.complete();
            } else {
                sink.next(events);
            }
            return true;
        });
    }
}
