package io.connflux.stream.websocket.delivery;

import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.follow.Step;
import io.connflux.stream.websocket.query.Selection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The lines of the newest step, which those who ask for the same share. Any thread. */
final class SharedLines {

    private final EncoderSettings host;
    private volatile Current current = new Current(0, new ConcurrentHashMap<>());

    private record Current(long step, Map<Selection, EncodedStep> lines) {}

    /** @param host what lines say of the host, where their schema has a place for it */
    SharedLines(EncoderSettings host) {
        this.host = host;
    }

    /** Those of an older step are made for whoever asks. */
    EncodedStep of(Step step, Selection selection) {
        Current now = current;
        if (now.step() < step.number()) {
            now = new Current(step.number(), new ConcurrentHashMap<>());
            current = now;
        }
        return now.step() == step.number()
                ? now.lines().computeIfAbsent(selection, asked -> new EncodedStep(step, asked, host))
                : new EncodedStep(step, selection, host);
    }
}
