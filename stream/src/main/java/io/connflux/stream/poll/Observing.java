package io.connflux.stream.poll;

import io.connflux.observation.HostNamespaces;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.observation.Observations;
import io.connflux.stream.thread.Disposal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** What is observed between the polls of one run, from its first poll until it ends. */
final class Observing {

    /** How long one arrival may wait for another that is being told at this moment. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ObservationSource source;
    private final Sinks.Many<Boolean> arrivals = Sinks.many().multicast().directBestEffort();
    private final AtomicReference<@Nullable ObservationReader> reader = new AtomicReference<>();
    private HostNamespaces host = new HostNamespaces(0, false);
    private volatile boolean ended;
    private boolean broken;

    Observing(ObservationSource source) {
        this.source = source;
    }

    /** An element where there is something to take and there was nothing before. */
    Flux<Boolean> arrivals() {
        return arrivals.asFlux();
    }

    /** Begins, before the first poll; blocks. */
    void open() throws IOException {
        reader.set(source.open(() -> arrivals.emitNext(true, Sinks.EmitFailureHandler.busyLooping(PATIENCE))));
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

    /** It cannot be read any more; the next poll tries to open it anew. */
    void breaks() {
        close();
        broken = true;
    }

    HostNamespaces host() {
        return host;
    }

    /** What has happened since it was last asked; nothing where it has ended. May block for some milliseconds. */
    Observations take() throws IOException {
        ObservationReader open = reader.get();
        return open == null ? Observations.NONE : open.take();
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
