package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.follow.Follower;
import io.connflux.stream.follow.Leg;
import io.connflux.stream.follow.Step;
import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.poll.Shared;
import io.connflux.stream.state.CurrentState;
import io.connflux.stream.state.KeptPosition;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How the steps of one run come to a subscriber.
 */
record Delivery(Shared<Step> steps, CurrentState states, SubscriberSettings subscriber) {

    Flux<ConnectionEvent> events() {
        return told(Flux::fromIterable);
    }

    Flux<Iterable<ConnectionEvent>> batches() {
        return told(events -> events.iterator().hasNext() ? upToTheNext(events) : Flux.empty());
    }

    Flux<Step> each() {
        return steps.flux().concatMap(step -> Mono.just(step).subscribeOn(subscriber.scheduler()), 0);
    }

    /** Completes when the next batch is requested: at once, and a step would be taken that is an old one when it is wanted. */
    private static Flux<Iterable<ConnectionEvent>> upToTheNext(Iterable<ConnectionEvent> events) {
        return Flux.generate(() -> false, (told, sink) -> {
            if (told) {
                sink.complete();
            } else {
                sink.next(events);
            }
            return true;
        });
    }

    private <T> Flux<T> told(Function<Iterable<ConnectionEvent>, Flux<T>> form) {
        return Flux.defer(() -> {
            Follower follower = new Follower(subscriber.statsEvery(), subscriber.tickEvery());
            String name = subscriber.name();
            if (name == null) {
                return legs(step -> form.apply(advance(follower, step)));
            }
            KeptPosition kept = new KeptPosition(states, name);
            return legs(step -> form.apply(kept.advance(follower, step, subscriber.existing(), subscriber.choice()))
                            .doOnNext(event -> kept.telling())
                            .doOnComplete(kept::told))
                    .doFinally(signal -> kept.end());
        });
    }

    private <T> Flux<T> legs(Function<Step, Flux<T>> told) {
        // Prefetch 0: a step is taken, and compared, only when the events before it have been delivered.
        return steps.flux()
                .concatMap(
                        step -> Flux.defer(() -> OutOfHeap.told(() -> told.apply(step)))
                                .subscribeOn(subscriber.scheduler()),
                        0);
    }

    private Iterable<ConnectionEvent> advance(Follower follower, Step step) {
        Leg leg = follower.to(step);
        follower.take(leg);
        return leg.events(subscriber.existing(), subscriber.choice());
    }
}
