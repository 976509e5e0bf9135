package io.connflux.stream;

import io.connflux.stream.follow.Choice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What a subscriber wants, and shares the polls all the same. */
record SubscriberSettings(
        boolean existing,
        @Nullable Duration statsEvery,
        @Nullable Duration tickEvery,
        Choice choice,
        @Nullable Scheduler delivery) {

    static final SubscriberSettings DEFAULT = new SubscriberSettings(false, null, null, Choice.ALL, null);

    SubscriberSettings withExisting(boolean told) {
        return new SubscriberSettings(told, statsEvery, tickEvery, choice, delivery);
    }

    SubscriberSettings withStats(Duration every) {
        return new SubscriberSettings(existing, every, tickEvery, choice, delivery);
    }

    SubscriberSettings withTick(Duration every) {
        return new SubscriberSettings(existing, statsEvery, every, choice, delivery);
    }

    SubscriberSettings withChoice(Choice other) {
        return new SubscriberSettings(existing, statsEvery, tickEvery, other, delivery);
    }

    SubscriberSettings withDelivery(Scheduler scheduler) {
        return new SubscriberSettings(existing, statsEvery, tickEvery, choice, scheduler);
    }

    Scheduler scheduler() {
        return delivery == null ? Schedulers.boundedElastic() : delivery;
    }
}
