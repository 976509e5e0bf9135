package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.scripted.ScriptedHost;
import io.micrometer.context.ContextRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.observability.micrometer.Micrometer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What Reactor and Micrometer hand from a subscriber up to where its events come from. */
class SubscriberContextTest {

    private static final String KEY = "request";

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedHost host = ScriptedHost.on(time);

    @Test
    void a_context_goes_up_to_where_connections_are_chosen_and_down_with_events() {
        ThreadLocal<String> request = new ThreadLocal<>();
        ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, request);
        Hooks.enableAutomaticContextPropagation();
        Scheduler delivery = Schedulers.newSingle("delivery");
        try {
            host.opened("10.0.0.1:52000", "10.0.0.2:443");
            List<String> seen = new CopyOnWriteArrayList<>();
            Flux<ConnectionEvent> events = host.stream()
                    .deliverOn(delivery)
                    .existing(true)
                    .where(connection -> seen.add(request.get() + " " + connection.remote()))
                    .events()
                    .doOnNext(event -> seen.add(request.get() + " " + event.name()))
                    .take(2)
                    .contextCapture();
            request.set("mine");
            CompletableFuture<Void> done = events.then().toFuture();
            request.remove();
            time.advanceTime();
            done.orTimeout(10, TimeUnit.SECONDS).join();
            assertThat(seen)
                    .contains("mine 10.0.0.2:443", "mine existing", "mine baseline")
                    .allMatch(each -> each.startsWith("mine "));
        } finally {
            delivery.dispose();
            Hooks.disableAutomaticContextPropagation();
            ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
        }
    }

    @Test
    void micrometer_of_reactor_counts_a_stream_that_has_a_name() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Disposable told = host.stream()
                .events()
                .name("connflux.events")
                .tag("of", "web")
                .tap(Micrometer.metrics(registry))
                .subscribe();
        time.advanceTime();
        host.opened("10.0.0.1:52000", "10.0.0.2:443");
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(registry.get("connflux.events.onNext.delay")
                        .tag("of", "web")
                        .timer()
                        .count())
                .isEqualTo(2);
        told.dispose();
        assertThat(registry.get("connflux.events.flow.duration")
                        .tag("status", "cancelled")
                        .timer()
                        .count())
                .isEqualTo(1);
    }
}
