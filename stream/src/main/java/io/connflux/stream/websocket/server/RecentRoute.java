package io.connflux.stream.websocket.server;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.json.JsonBytes;
import io.connflux.stream.websocket.delivery.Broadcast;
import io.connflux.stream.websocket.delivery.History;
import io.connflux.stream.websocket.query.Selection;
import io.connflux.stream.websocket.server.answer.AnswerBody;
import io.connflux.stream.websocket.server.answer.AnswersUnderWay;
import io.connflux.stream.websocket.server.answer.TextAnswer;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code /recent}: what happened before whoever asks came. */
public final class RecentRoute {

    private final Broadcast broadcast;
    private final EncoderSettings lines;
    private final AnswersUnderWay answers;
    /** Many pages come back at once to a server that was away. */
    private volatile @Nullable Answer last;

    /** @param lines what events say beyond what happened */
    public RecentRoute(Broadcast broadcast, EncoderSettings lines, AnswersUnderWay answers) {
        this.broadcast = broadcast;
        this.lines = lines;
        this.answers = answers;
    }

    private record Asked(long step, Selection selection, String address, int port) {}

    private record Answer(Asked asked, Mono<AnswerBody> body) {}

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        History.Recent recent = broadcast.history().recent();
        if (recent == null) {
            return TextAnswer.text(response, 503, "no poll has been made yet");
        }
        Selection selection;
        try {
            selection = Selection.parse(request.uri());
            broadcast.check(selection);
        } catch (IllegalArgumentException e) {
            return TextAnswer.text(response, 400, String.valueOf(e.getMessage()));
        }
        Channel[] channel = new Channel[1];
        response.withConnection(connection -> channel[0] = connection.channel());
        InetSocketAddress here = (InetSocketAddress) channel[0].localAddress();
        Asked asked = new Asked(recent.step(), selection, here.getAddress().getHostAddress(), here.getPort());
        return body(asked, recent)
                .publishOn(Schedulers.fromExecutor(channel[0].eventLoop()))
                .flatMap(body -> Mono.from(answers.send(
                        request, response.header(HttpHeaderNames.CACHE_CONTROL, "no-store"), "application/json", body)))
                .onErrorResume(
                        IOException.class,
                        error -> Mono.from(TextAnswer.text(response, 503, String.valueOf(error.getMessage()))));
    }

    /** The same for all who ask for the same of one step, encoded where it holds up no thread of the network. */
    private Mono<AnswerBody> body(Asked asked, History.Recent recent) {
        Answer known = last;
        if (known == null || !known.asked().equals(asked)) {
            known = new Answer(
                    asked,
                    Mono.fromCallable(() -> encode(asked, recent))
                            .subscribeOn(broadcast.workers())
                            .cache());
            last = known;
        }
        return known.body();
    }

    private AnswerBody encode(Asked asked, History.Recent recent) throws IOException {
        try {
            return json(asked, recent);
        } catch (OutOfMemoryError e) {
            // Thrown on, it would end in a thread that nobody asks, and the answer would never come.
            throw new IOException("the heap is too small for what happened lately as text", e);
        }
    }

    private AnswerBody json(Asked asked, History.Recent recent) {
        JsonBytes head = new JsonBytes()
                .ascii("{\"time\":\"" + recent.time() + "\",\"since\":\"" + recent.since()
                        + "\",\"server\":{\"address\":")
                .string(asked.address())
                .ascii(",\"port\":\"" + asked.port() + "\"},\"dropped\":")
                .number(recent.dropped());
        // Those of what was not chosen would be wrong beside a stream of what was.
        if (asked.selection().isEverything()) {
            head.ascii(",\"rates\":{\"bin_ms\":").number(History.BIN.toMillis());
            counts(head.ascii(",\"opened\":"), recent.bins(), History.Bin::opened);
            counts(head.ascii(",\"closed\":"), recent.bins(), History.Bin::closed);
            head.character('}');
        }
        AnswerBody body = new AnswerBody();
        write(head.ascii(",\"events\":[").copy(), body);
        EventEncoder encoder = asked.selection().encoder(lines);
        long number = 0;
        for (ConnectionEvent event : asked.selection().told(recent.events())) {
            if (number > 0) {
                body.write(',');
            }
            encoder.append(++number, event);
            byte[] line = encoder.toByteArray();
            encoder.clear();
            body.write(line, 0, line.length - 1);
        }
        write(new byte[] {']', '}', '\n'}, body);
        return body;
    }

    /** Nothing is known of a time in which nothing could be read. */
    private static void counts(JsonBytes json, List<History.Bin> bins, ToIntFunction<History.Bin> count) {
        char before = '[';
        for (History.Bin bin : bins) {
            json.character(before);
            before = ',';
            if (bin.failed()) {
                json.ascii("null");
            } else {
                json.number(count.applyAsInt(bin));
            }
        }
        json.character(']');
    }

    private static void write(byte[] bytes, AnswerBody body) {
        body.write(bytes, 0, bytes.length);
    }
}
