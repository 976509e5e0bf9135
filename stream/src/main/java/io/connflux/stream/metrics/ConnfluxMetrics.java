package io.connflux.stream.metrics;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.follow.Step;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.util.retry.Retry;

/**
 * What a stream does and what its host has, as meters.
 *
 * <pre>{@code
 * ConnfluxMetrics metrics = ConnfluxMetrics.of(stream);
 * metrics.bindTo(registry);
 * …
 * metrics.close();
 * }</pre>
 *
 * <p>Each binding is a subscriber of the stream's polls, as any other: it starts them where nobody else has, and keeps them going
 * until {@link #close}, which takes the meters out of the registry too. Where the stream errs, it is subscribed to again after a
 * second, and after up to a minute where it errs again.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name<th>tags<th>is
 * <tr><td>{@code connflux.connections}<td>{@code protocol}, {@code state}<td>rows of the newest table
 * <tr><td>{@code system.network.connection.count}<td>{@code network.transport}, {@code network.connection.state}<td>the same under
 *     the name that OpenTelemetry has for it, and its names of states: TCP alone, as others have none
 * <tr><td>{@code connflux.opened}<td>{@code protocol}<td>how many opened
 * <tr><td>{@code connflux.changed}, {@code connflux.closed}<td>{@code protocol}, {@code state}<td>how many came to a state, and were
 *     gone when last seen in it; from {@code SYN_SENT} an attempt that failed
 * <tr><td>{@code connflux.established}, {@code connflux.accepted}<td>{@code port}<td>how many there are of a TCP port that somebody
 *     listens on, and how many it has accepted: of the hundred lowest such ports one by one, of all others as {@code other}
 * <tr><td>{@code connflux.attempts.failed}, {@code connflux.resets}<td><td>handshakes that came to nothing, and connections that a
 *     reset ended, as the kernel counts them since the polls began; absent where it does not
 * <tr><td>{@code connflux.poll}, {@code connflux.poll.failures}<td><td>how long each poll took; how many could read nothing
 * <tr><td>{@code connflux.rows}, {@code connflux.coverage}, {@code connflux.repeated}, {@code .suspected}, {@code .reprieved},
 *     {@code .unreadable}, {@code .skipped}, {@code .opens.seen}, {@code .opens.missed}<td><td>see {@link
 *     io.connflux.event.StreamCounters}; {@code NaN} where the kernel's counters are not told
 * <tr><td>{@code connflux.observations.lost}, {@code .unplaced}<td><td>single changes that a source of them could not keep, and those
 *     whose network namespace nobody told; 0 of who only polls
 * <tr><td>{@code connflux.subscribers}<td><td>who shares the polls, this one too; absent for {@link #of(Flux)}
 * </table>
 *
 * <p>Totals begin with the binding, or with the polls where those begin later, and go on when polls end and begin anew. The
 * connections are counted when a gauge is asked, once for each poll. Any thread.
 */
public final class ConnfluxMetrics implements MeterBinder, AutoCloseable {

    private final Flux<Step> steps;
    private final @Nullable IntSupplier subscribers;
    private final Tags tags;
    private final Queue<Disposable> bound = new ConcurrentLinkedQueue<>();

    private ConnfluxMetrics(Flux<Step> steps, @Nullable IntSupplier subscribers, Tags tags) {
        this.steps = steps;
        this.subscribers = subscribers;
        this.tags = tags;
    }

    /** Those of a stream; nothing is subscribed to yet. */
    public static ConnfluxMetrics of(ConnectionStream stream) {
        return of(stream, Tags.empty());
    }

    /**
     * The same with tags on each meter, which tell several streams in one registry apart: without, the second one's meters are not
     * registered.
     */
    public static ConnfluxMetrics of(ConnectionStream stream, Iterable<Tag> tags) {
        Retry anew = Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1))
                .maxBackoff(Duration.ofMinutes(1))
                .transientErrors(true);
        return new ConnfluxMetrics(stream.steps().retryWhen(anew), stream::subscribers, Tags.of(tags));
    }

    /** For who follows the steps of a stream already; their error is the end of what is counted. */
    public static ConnfluxMetrics of(Flux<Step> steps) {
        return new ConnfluxMetrics(steps, null, Tags.empty());
    }

    /** Registers the meters, and subscribes for them. */
    @Override
    public void bindTo(MeterRegistry registry) {
        StreamMeters meters = new StreamMeters(registry, tags);
        if (subscribers != null) {
            meters.subscribers(subscribers);
        }
        Disposable counting = steps.subscribe(meters::count, error -> {});
        bound.add(() -> {
            counting.dispose();
            meters.remove();
        });
    }

    /** Ends the subscriptions of all its bindings, and removes their meters. It may be bound again. */
    @Override
    public void close() {
        for (Disposable each = bound.poll(); each != null; each = bound.poll()) {
            each.dispose();
        }
    }
}
