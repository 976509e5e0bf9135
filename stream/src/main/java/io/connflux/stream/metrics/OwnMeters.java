package io.connflux.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The meters that one binding has put into a registry, to be taken out again. */
final class OwnMeters {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Set<Meter> meters = ConcurrentHashMap.newKeySet();

    /** @param tags of each */
    OwnMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    Gauge gauge(String name, String description, Tags more, Supplier<Number> value) {
        return kept(Gauge.builder(name, value)
                .description(description)
                .tags(tags.and(more))
                .register(registry));
    }

    Counter counter(String name, String description, Tags more) {
        return kept(Counter.builder(name)
                .description(description)
                .tags(tags.and(more))
                .register(registry));
    }

    Timer timer(String name, String description) {
        return kept(Timer.builder(name).description(description).tags(tags).register(registry));
    }

    private <T extends Meter> T kept(T meter) {
        meters.add(meter);
        return meter;
    }

    void remove(Meter meter) {
        meters.remove(meter);
        registry.remove(meter);
    }

    void removeAll() {
        meters.forEach(this::remove);
    }
}
