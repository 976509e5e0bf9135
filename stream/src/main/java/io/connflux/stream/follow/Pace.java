package io.connflux.stream.follow;

import io.connflux.event.ConnectionEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * How many events a second somebody wants. What is more is not dropped: the source is asked for less, and what changes meanwhile
 * becomes a coarser difference, which it counts. Connections that exist are not counted: a baseline is as long as it is.
 *
 * @param perSecond at least 1; in one second there may be as many more, where there were fewer before
 */
public record Pace(int perSecond) {

    /** Pieces of a second's events. Too low makes events come in bursts, too high costs timers. */
    private static final int PIECES = 10;

    /** @throws IllegalArgumentException where nothing would ever come */
    public Pace {
        if (perSecond < 1) {
            throw new IllegalArgumentException("a pace is at least 1 event a second, not " + perSecond);
        }
    }

    /**
     * The same batches in pieces, none before its time.
     *
     * @return as {@link io.connflux.stream.EventSource#batches()}; what has to wait is delivered on {@link
     *     Schedulers#boundedElastic}, where a subscriber may block
     */
    public Flux<Iterable<ConnectionEvent>> of(Flux<? extends Iterable<ConnectionEvent>> batches) {
        return Flux.defer(() -> {
            Allowance allowance = new Allowance(perSecond, Schedulers.boundedElastic());
            return batches.concatMap(batch -> pieces(batch.iterator(), allowance), 0);
        });
    }

    private Flux<Iterable<ConnectionEvent>> pieces(Iterator<ConnectionEvent> events, Allowance allowance) {
        Mono<Iterable<ConnectionEvent>> piece = Mono.fromSupplier(() -> piece(events, allowance));
        return Flux.defer(() -> {
                    Duration pause = allowance.pause();
                    return pause.isZero()
                            ? piece
                            : Mono.delay(pause, allowance.scheduler).then(piece);
                })
                .repeat(events::hasNext);
    }

    private List<ConnectionEvent> piece(Iterator<ConnectionEvent> events, Allowance allowance) {
        int most = Math.max(1, perSecond / PIECES);
        List<ConnectionEvent> piece = new ArrayList<>(most);
        while (piece.size() < most && events.hasNext()) {
            ConnectionEvent event = events.next();
            piece.add(event);
            if (!(event instanceof ConnectionEvent.Existing)) {
                allowance.left--;
            }
        }
        return piece;
    }

    /** What may come now. One thread at a time. */
    private static final class Allowance {
        private static final double NANOS = 1e9;

        private final int perSecond;
        private final Scheduler scheduler;
        private double left;
        private long at;

        private Allowance(int perSecond, Scheduler scheduler) {
            this.perSecond = perSecond;
            this.scheduler = scheduler;
            this.left = perSecond;
            this.at = scheduler.now(TimeUnit.NANOSECONDS);
        }

        private Duration pause() {
            long now = scheduler.now(TimeUnit.NANOSECONDS);
            left = Math.min(perSecond, left + (now - at) / NANOS * perSecond);
            at = now;
            return left > 0 ? Duration.ZERO : Duration.ofNanos((long) (-left / perSecond * NANOS) + 1);
        }
    }
}
