package io.connflux.stream.websocket.server.answer;

import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.encode.Encoding;
import io.connflux.stream.follow.Step;
import io.connflux.stream.snapshot.SnapshotFormat;
import io.connflux.stream.snapshot.SnapshotLines;
import io.connflux.stream.websocket.query.Selection;
import io.connflux.stream.websocket.query.TableRequest;
import io.connflux.track.ConnectionTable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** The newest table in one form, encoded once for all who ask for it, and kept only while it is sent to somebody. */
final class EncodedTable {

    private final Scheduler workers;
    private final TableRequest asked;
    private final EncoderSettings host;
    private WeakReference<AnswerBody> last = new WeakReference<>(null);
    private long lastStep;
    private @Nullable Mono<AnswerBody> underWay;

    EncodedTable(Scheduler workers, TableRequest asked, EncoderSettings host) {
        this.workers = workers;
        this.asked = asked;
        this.host = host;
    }

    /** A step's table; the one before it where that is being encoded at this moment. Errs with an {@link IOException}. */
    synchronized Mono<AnswerBody> of(Step newest) {
        AnswerBody known = last.get();
        if (known != null && lastStep >= newest.number()) {
            return Mono.just(known);
        }
        Mono<AnswerBody> begun = underWay;
        if (begun == null) {
            Sinks.One<AnswerBody> encoded = Sinks.one();
            begun = encoded.asMono();
            underWay = begun;
            Mono.fromCallable(() -> encode(newest))
                    .subscribeOn(workers)
                    .subscribe(
                            body -> {
                                ended(newest.number(), body);
                                encoded.tryEmitValue(body);
                            },
                            error -> {
                                ended(0, null);
                                encoded.tryEmitError(error);
                            });
        }
        return begun;
    }

    private synchronized void ended(long step, @Nullable AnswerBody body) {
        underWay = null;
        last = new WeakReference<>(body);
        lastStep = step;
    }

    private AnswerBody encode(Step newest) throws IOException {
        try {
            AnswerBody body = new AnswerBody();
            ConnectionTable table = newest.table();
            Selection selection = asked.selection();
            if (selection.encoding() == Encoding.JSON) {
                json(selection.choice().existingByProtocol(table), body);
            } else {
                SnapshotLines.write(table.time(), selection.choice().existing(table), selection.encoder(host), body);
            }
            return body;
        } catch (OutOfMemoryError e) {
            // Thrown on, it would end in a thread that nobody asks, and the answer would never come.
            throw new IOException("the heap is too small for the table as text", e);
        }
    }

    private void json(Map<Protocol, ? extends Iterable<Connection>> connections, AnswerBody body) throws IOException {
        if (asked.extended()) {
            SnapshotFormat.writeExtendedJson(connections, body);
        } else {
            SnapshotFormat.writeJson(connections, body);
        }
        body.write('\n');
    }
}
