package io.connflux.stream.poll;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Moment;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.observation.Observations;
import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.thread.Disposal;
import io.connflux.track.ConnectionTracker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** What one source observes between the polls of one run, from its first poll until it ends. */
final class Observing {

    /** How long one arrival may wait for another that is being told at this moment. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ObservationSource source;
    private final Supplier<Moment> clocks;
    private final Sinks.Many<Boolean> arrivals = Sinks.many().multicast().directBestEffort();
    /** Whether there is something to take. */
    private final AtomicBoolean arrived = new AtomicBoolean();

    private final AtomicReference<@Nullable ObservationReader> reader = new AtomicReference<>();
    private HostNamespaces host = new HostNamespaces(0, false);
    private volatile boolean ended;
    private boolean broken;

    Observing(ObservationSource source, Supplier<Moment> clocks) {
        this.source = source;
        this.clocks = clocks;
    }

    /** An element where there is something to take and there was nothing before. */
    Flux<Boolean> arrivals() {
        return arrivals.asFlux();
    }

    /** Begins, before the first poll; blocks. */
    void open() throws IOException {
        reader.set(source.open(() -> {
            arrived.set(true);
            arrivals.emitNext(true, Sinks.EmitFailureHandler.busyLooping(PATIENCE));
        }));
        if (ended) {
            close();
        }
    }

    /** When a poll begins: what broke is opened anew where it can be, and it is looked what is known of the namespaces. */
    void look() {
        if (broken) {
            try {
                open();
                broken = false;
            } catch (IOException e) {
                // Has been told; polls go on.
                return;
            }
        }
        ObservationReader open = reader.get();
        if (open != null) {
            host = open.namespaces();
        }
    }

    /** Whether something has come since it was last asked for changes. */
    boolean hasArrived() {
        return arrived.get();
    }

    /** What a tracker makes of what has happened since it was last asked. May block for some milliseconds. */
    List<ConnectionEvent> changes(ConnectionTracker tracker) {
        // Before it is taken: what comes later says so anew.
        arrived.set(false);
        ObservationReader open = reader.get();
        if (open == null) {
            return List.of();
        }
        Observations seen;
        try {
            seen = open.take();
        } catch (IOException e) {
            close();
            broken = true;
            // Nobody knows what is missed until it can be read again, nor whether a socket is still the same one then.
            tracker.observe(new Observations(List.of(), 1), clocks.get(), host);
            return List.of(lost(
                    e.getMessage() + ": changes are seen by polls alone until it can be read again", tracker.size()));
        }
        if (seen.isEmpty()) {
            return List.of();
        }
        List<ConnectionEvent> changes =
                new ArrayList<>(OutOfHeap.told(() -> tracker.observe(seen, clocks.get(), host)));
        if (seen.lost() > 0) {
            changes.add(lost("the kernel's buffer of changes was full; the next poll has what is true", seen.lost()));
        }
        return changes;
    }

    private ConnectionEvent lost(String reason, long count) {
        return new ConnectionEvent.Lost(clocks.get().time(), reason, count);
    }

    /** Ends it, on a thread that may wait. */
    void end() {
        ended = true;
        if (reader.get() != null) {
            Disposal.of(this::close).subscribe();
        }
    }

    /** Ends it; the reason why that failed is nothing that anybody could mend. */
    void close() {
        ObservationReader open = reader.getAndSet(null);
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // What it made in the kernel is taken away by the next one that starts.
                return;
            }
        }
    }
}
