package io.connflux.stream.websocket;

import io.connflux.stream.Step;
import io.connflux.stream.json.SnapshotFormat;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** What is asked once: {@code /snapshot} and {@code /healthz}. Both tell of the last poll and cause none. */
final class HostRoutes {

    /** Polls that may fail, or be late, before the server says that it is not well. */
    private static final int INTERVALS = 3;

    private final Hub hub;
    private final Duration interval;
    private @Nullable Encoded encoded;

    /** The newest table as JSON, so that many who ask at once share it. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Encoded(long step, byte[] json) {}

    HostRoutes(Hub hub, Duration interval) {
        this.hub = hub;
        this.interval = interval;
    }

    Publisher<Void> snapshot(HttpServerResponse response) {
        Step newest = hub.newest();
        if (newest == null) {
            return Answer.text(response, 503, "no poll has been made yet");
        }
        return Mono.fromCallable(() -> encoded(newest))
                .subscribeOn(hub.workers())
                .flatMap(json -> response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                        .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .header("X-Content-Type-Options", "nosniff")
                        .send(Mono.just(Unpooled.wrappedBuffer(json)))
                        .then());
    }

    Publisher<Void> health(HttpServerResponse response) {
        Step newest = hub.newest();
        Instant last = newest == null ? null : newest.snapshot().time();
        boolean well =
                last != null && Duration.between(last, hub.now()).compareTo(interval.multipliedBy(INTERVALS)) <= 0;
        String body = "{\"status\":\"" + (well ? "ok" : "failing") + "\""
                + (last == null ? "" : ",\"last_poll\":\"" + last.truncatedTo(ChronoUnit.MILLIS) + "\"")
                + ",\"interval_ms\":" + interval.toMillis() + "}\n";
        return Answer.of(response.status(well ? 200 : 503), "application/json", body);
    }

    private synchronized byte[] encoded(Step newest) throws IOException {
        Encoded last = encoded;
        if (last != null && last.step() >= newest.number()) {
            return last.json();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotFormat.JSON.write(newest.snapshot(), newest::owned, connection -> true, out);
        out.write('\n');
        encoded = new Encoded(newest.number(), out.toByteArray());
        return encoded.json();
    }
}
