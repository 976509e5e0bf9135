package io.connflux.stream.poll;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Lets all who are subscribed at one time share one run: the first starts it, the end of the last one ends it, and who comes
 * between is given its newest element first. A run that failed is over for those who had it; who comes later starts another.
 *
 * <p>A run reads its source in turns ({@link Turn}): there is one read at a time, also where the last subscriber goes and
 * another comes while a read is under way. That read is interrupted, and the new run starts when it has ended; nobody waits for
 * it on a thread.
 *
 * <p>Not {@code replay(1).refCount(1)}: of Reactor 3.8.0 to 3.8.7 (reactor-core issue 4387) a run goes on for ever where the
 * last subscriber goes at the moment at which another comes, and an error is kept for all who come later.
 */
public final class Shared<T> {

    private enum State {
        /** Nobody is subscribed and nothing is read. */
        IDLE,
        /** A run has subscribers. */
        RUNNING,
        /** The last subscriber has gone, and a read that has been interrupted is still under way. */
        ENDING,
        /** The same, and a run with subscribers is to start when that read has ended. */
        WAITING
    }

    /** The right to read, of one run. */
    public interface Turn {
        /** Reads where it is subscribed; empty where the run is over. */
        <V> Mono<V> read(Callable<V> read);
    }

    private final Function<Turn, Flux<T>> runs;
    private final Lock lock = new ReentrantLock();
    private State state = State.IDLE;
    private boolean reading;
    /** The one that has subscribers; null in the states without any. */
    private @Nullable Run current;

    /** @param runs gives what a run does; cold, and cancelled to end it */
    public Shared(Function<Turn, Flux<T>> runs) {
        this.runs = runs;
    }

    /** A subscription to the run of its time; a slow subscriber gets the newest element and misses others. */
    public Flux<T> flux() {
        return Flux.using(this::join, Run::elements, this::leave).onBackpressureLatest();
    }

    /** How many there are now. */
    public int subscribers() {
        lock.lock();
        try {
            return current == null ? 0 : current.subscribers;
        } finally {
            lock.unlock();
        }
    }

    private Run join() {
        Run joined;
        boolean starts;
        lock.lock();
        try {
            starts = state == State.IDLE;
            Run run = current;
            if (run == null) {
                run = new Run();
                current = run;
                state = starts ? State.RUNNING : State.WAITING;
            }
            run.subscribers++;
            joined = run;
        } finally {
            lock.unlock();
        }
        if (starts) {
            joined.start();
        }
        return joined;
    }

    private void leave(Run run) {
        lock.lock();
        try {
            run.subscribers--;
            if (run.subscribers > 0) {
                return;
            }
            if (run == current) {
                end();
            }
        } finally {
            lock.unlock();
        }
        run.running.dispose();
    }

    /** The current run is over, whether or not a read is under way. */
    private void end() {
        current = null;
        state = reading ? State.ENDING : State.IDLE;
    }

    private boolean beginRead(Run run) {
        lock.lock();
        try {
            boolean may = run == current && state == State.RUNNING;
            reading |= may;
            return may;
        } finally {
            lock.unlock();
        }
    }

    private void endRead() {
        Run waiting = null;
        lock.lock();
        try {
            reading = false;
            if (state == State.ENDING) {
                state = State.IDLE;
            } else if (state == State.WAITING) {
                state = State.RUNNING;
                waiting = current;
            }
        } finally {
            lock.unlock();
        }
        if (waiting != null) {
            waiting.start();
        }
    }

    private void fail(Run run, Throwable error) {
        lock.lock();
        try {
            if (run == current) {
                end();
            }
        } finally {
            lock.unlock();
        }
        run.elements.tryEmitError(error);
    }

    private final class Run implements Turn {
        private final Sinks.Many<T> elements = Sinks.many().replay().latest();
        private final Disposable.Swap running = Disposables.swap();
        private int subscribers;

        Flux<T> elements() {
            return elements.asFlux();
        }

        /** Nothing where it has been ended meanwhile: what is put in place of a disposed one is disposed of. */
        void start() {
            running.update(runs.apply(this).subscribe(elements::tryEmitNext, error -> fail(this, error)));
        }

        @Override
        public <V> Mono<V> read(Callable<V> read) {
            return Mono.fromCallable(() -> {
                if (!beginRead(this)) {
                    return null;
                }
                try {
                    return read.call();
                } finally {
                    endRead();
                }
            });
        }
    }
}
