package io.connflux.cli.text;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.sink.ClosedPipe;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes events as lines for people, all of a batch at once. */
public final class TextSink {

    private static final int MAX_WRITE = 1 << 16;

    private final OutputStream out;
    private final TextLine line;
    private long left;

    public TextSink(OutputStream out, TextLine line, long limit) {
        this.out = out;
        this.line = line;
        this.left = limit;
    }

    public Mono<Void> write(Flux<Iterable<ConnectionEvent>> batches) {
        return batches.concatMap(batch -> Mono.fromCallable(() -> write(batch)), 0)
                .takeWhile(more -> more)
                .then();
    }

    private boolean write(Iterable<ConnectionEvent> batch) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (ConnectionEvent event : batch) {
                text.append(line.of(event)).append('\n');
                if (--left == 0) {
                    break;
                }
                if (text.length() > MAX_WRITE) {
                    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                    text.setLength(0);
                }
            }
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            return left > 0;
        } catch (IOException e) {
            if (ClosedPipe.isCause(e)) {
                return false;
            }
            throw e;
        }
    }
}
