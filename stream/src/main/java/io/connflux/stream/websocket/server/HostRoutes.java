package io.connflux.stream.websocket.server;

import io.connflux.stream.encode.Encoding;
import io.connflux.stream.follow.Step;
import io.connflux.stream.json.JsonBytes;
import io.connflux.stream.websocket.delivery.Broadcast;
import io.connflux.stream.websocket.metrics.Metrics;
import io.connflux.stream.websocket.query.Selection;
import io.connflux.stream.websocket.query.TableRequest;
import io.connflux.stream.websocket.server.answer.AnswerBody;
import io.connflux.stream.websocket.server.answer.AnswersUnderWay;
import io.connflux.stream.websocket.server.answer.EncodedTables;
import io.connflux.stream.websocket.server.answer.TextAnswer;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * What is asked once: {@code /snapshot}, {@code /filter}, {@code /metrics} and {@code /healthz}. All tell of the last poll and cause
 * none.
 */
public final class HostRoutes {

    private final Broadcast broadcast;
    private final Health health;
    private final @Nullable Metrics metrics;
    private final AnswersUnderWay answers;
    private final EncodedTables tables;

    /** @param metrics null where there are none */
    public HostRoutes(
            Broadcast broadcast,
            Health health,
            @Nullable Metrics metrics,
            AnswersUnderWay answers,
            EncodedTables tables) {
        this.broadcast = broadcast;
        this.health = health;
        this.metrics = metrics;
        this.answers = answers;
        this.tables = tables;
    }

    boolean hasMetrics() {
        return metrics != null;
    }

    Publisher<Void> snapshot(HttpServerRequest request, HttpServerResponse response) {
        Step newest = broadcast.newest();
        if (newest == null) {
            return TextAnswer.text(response, 503, "no poll has been made yet");
        }
        TableRequest asked;
        try {
            asked = TableRequest.parse(request.uri());
            broadcast.check(asked.selection());
        } catch (IllegalArgumentException e) {
            return TextAnswer.text(response, 400, String.valueOf(e.getMessage()));
        }
        String type = asked.selection().encoding() == Encoding.JSON ? "application/json" : "application/x-ndjson";
        return send(request, response, type, tables.of(newest, asked));
    }

    /** How a filter is understood, or that it is not: no mistake of who asks before it is used. */
    Publisher<Void> filter(HttpServerRequest request, HttpServerResponse response) {
        JsonBytes json = new JsonBytes().character('{');
        try {
            Selection asked = Selection.parse(request.uri());
            broadcast.check(asked);
            json.ascii("\"filter\":").string(asked.filter().toString());
        } catch (IllegalArgumentException e) {
            json.ascii("\"error\":").string(String.valueOf(e.getMessage()));
        }
        json.ascii("}\n");
        return TextAnswer.of(
                response, "application/json", new String(json.array(), 0, json.length(), StandardCharsets.UTF_8));
    }

    Publisher<Void> metrics(HttpServerRequest request, HttpServerResponse response) {
        Mono<String> text = metrics == null ? Mono.empty() : metrics.text();
        return send(request, response, "text/plain; version=0.0.4; charset=utf-8", text.map(AnswerBody::of));
    }

    Publisher<Void> health(HttpServerResponse response) {
        Health.Report report = health.report();
        return TextAnswer.of(response.status(report.well() ? 200 : 503), "application/json", report.json());
    }

    private Publisher<Void> send(
            HttpServerRequest request, HttpServerResponse response, String type, Mono<AnswerBody> body) {
        Scheduler[] loop = new Scheduler[1];
        response.withConnection(connection ->
                loop[0] = Schedulers.fromExecutor(connection.channel().eventLoop()));
        // Made by another thread; a response is the connection's alone, whose client may go at any moment.
        return body.publishOn(loop[0])
                .map(made ->
                        answers.send(request, response.header(HttpHeaderNames.CACHE_CONTROL, "no-store"), type, made))
                .onErrorResume(
                        IOException.class,
                        error -> Mono.just(TextAnswer.text(response, 503, String.valueOf(error.getMessage()))))
                .flatMap(Mono::from);
    }
}
