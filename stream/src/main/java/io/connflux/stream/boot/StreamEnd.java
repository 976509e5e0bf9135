package io.connflux.stream.boot;

import org.reactivestreams.Publisher;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Signals that the application stops. A subscription that goes on would have a web server wait for an answer that never ends. */
final class StreamEnd implements SmartLifecycle {

    private volatile Sinks.Empty<Void> end = Sinks.empty();
    private volatile boolean running;
    private volatile boolean ended;

    Publisher<Void> signal() {
        return Mono.defer(() -> end.asMono());
    }

    @Override
    public void start() {
        if (ended) {
            end = Sinks.empty();
            ended = false;
        }
        running = true;
    }

    /** Among the first, as a lifecycle without a phase is. */
    @Override
    public void stop() {
        running = false;
        ended = true;
        end.tryEmitEmpty();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
