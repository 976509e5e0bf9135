package io.connflux.stream;

import io.connflux.model.Connection;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What a subscriber wants, and shares the polls all the same. */
record SubscriberSettings(
        boolean existing,
        @Nullable Duration statsEvery,
        @Nullable Predicate<Connection> chosen,
        @Nullable Scheduler delivery) {

    static final SubscriberSettings DEFAULT = new SubscriberSettings(false, null, null, null);

    SubscriberSettings withExisting(boolean told) {
        return new SubscriberSettings(told, statsEvery, chosen, delivery);
    }

    SubscriberSettings withStats(Duration every) {
        return new SubscriberSettings(existing, every, chosen, delivery);
    }

    SubscriberSettings and(Predicate<Connection> also) {
        return new SubscriberSettings(existing, statsEvery, chosen == null ? also : chosen.and(also), delivery);
    }

    SubscriberSettings withDelivery(Scheduler scheduler) {
        return new SubscriberSettings(existing, statsEvery, chosen, scheduler);
    }

    Scheduler scheduler() {
        return delivery == null ? Schedulers.boundedElastic() : delivery;
    }
}
