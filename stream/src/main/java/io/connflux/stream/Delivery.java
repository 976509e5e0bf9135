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
import org.reactivestreams.Publisher;
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
        return told(events -> events.iterator().hasNext() ? WholeBatch.upToTheNext(events) : Flux.empty());
    }

    Flux<Step> each() {
        return stepsToTheEnd().concatMap(step -> Mono.just(step).subscribeOn(subscriber.scheduler()), 0);
    }

    private <T> Flux<T> told(Function<Iterable<ConnectionEvent>, Flux<T>> form) {
        return Flux.defer(() -> {
            Follower follower =
                    new Follower(subscriber.statsEvery(), subscriber.tickEvery(), subscriber.trafficEvery());
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
        return stepsToTheEnd()
                .concatMap(
                        step -> Flux.defer(() -> OutOfHeap.told(() -> told.apply(step)))
                                .subscribeOn(subscriber.scheduler()),
                        0);
    }

    private Flux<Step> stepsToTheEnd() {
        Publisher<?> end = subscriber.end();
        return end == null ? steps.flux() : steps.flux().takeUntilOther(end);
    }

    private Iterable<ConnectionEvent> advance(Follower follower, Step step) {
        Leg leg = follower.to(step);
        follower.take(leg);
        return leg.events(subscriber.existing(), subscriber.choice());
    }
}
