package io.connflux.stream;

import io.connflux.stream.follow.Choice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What a subscriber wants, and shares the polls all the same. */
record SubscriberSettings(
        boolean existing,
        @Nullable Duration statsEvery,
        @Nullable Duration tickEvery,
        @Nullable Duration trafficEvery,
        Choice choice,
        @Nullable Scheduler delivery,
        @Nullable String name,
        @Nullable Publisher<?> end) {

    static final SubscriberSettings DEFAULT =
            new SubscriberSettings(false, null, null, null, Choice.ALL, null, null, null);

    SubscriberSettings withExisting(boolean told) {
        return new SubscriberSettings(told, statsEvery, tickEvery, trafficEvery, choice, delivery, name, end);
    }

    SubscriberSettings withStats(Duration every) {
        return new SubscriberSettings(existing, every, tickEvery, trafficEvery, choice, delivery, name, end);
    }

    SubscriberSettings withTick(Duration every) {
        return new SubscriberSettings(existing, statsEvery, every, trafficEvery, choice, delivery, name, end);
    }

    SubscriberSettings withTraffic(Duration every) {
        return new SubscriberSettings(existing, statsEvery, tickEvery, every, choice, delivery, name, end);
    }

    SubscriberSettings withChoice(Choice other) {
        return new SubscriberSettings(existing, statsEvery, tickEvery, trafficEvery, other, delivery, name, end);
    }

    SubscriberSettings withDelivery(Scheduler scheduler) {
        return new SubscriberSettings(existing, statsEvery, tickEvery, trafficEvery, choice, scheduler, name, end);
    }

    SubscriberSettings withName(String other) {
        return new SubscriberSettings(existing, statsEvery, tickEvery, trafficEvery, choice, delivery, other, end);
    }

    SubscriberSettings withEnd(Publisher<?> other) {
        return new SubscriberSettings(existing, statsEvery, tickEvery, trafficEvery, choice, delivery, name, other);
    }

    Scheduler scheduler() {
        return delivery == null ? Schedulers.boundedElastic() : delivery;
    }
}
