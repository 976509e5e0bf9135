package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.RandomEvents;
import io.connflux.stream.Line;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Events of all kinds beside what their lines say. */
final class RandomLines {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES = 100;

    private RandomLines() {}

    /** The golden ones too. A failure says of which event, and of which seed it came. */
    static void forEach(Encoding encoding, BiConsumer<ConnectionEvent, JsonNode> rule) {
        for (EncoderSettings settings : new EncoderSettings[] {EncoderSettings.NONE, GoldenEvents.SETTINGS}) {
            GoldenEvents.lines().forEach(line -> check(encoding.encoder(settings), line, 0, rule));
            for (long seed = 1; seed <= 10; seed++) {
                long each = seed;
                Random random = new Random(seed);
                EventEncoder encoder = encoding.encoder(settings);
                Stream.generate(() -> RandomEvents.line(random, random.nextInt(1_000_000)))
                        .limit(LINES)
                        .forEach(line -> check(encoder, line, each, rule));
            }
        }
    }

    private static void check(EventEncoder encoder, Line line, long seed, BiConsumer<ConnectionEvent, JsonNode> rule) {
        JsonNode node = node(encoder, line);
        try {
            rule.accept(line.event(), node);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ", " + line + "\n" + node, e);
        }
    }

    static JsonNode node(EventEncoder encoder, Line line) {
        encoder.clear();
        encoder.append(line);
        return JSON.readTree(new String(encoder.toByteArray(), StandardCharsets.UTF_8));
    }

    static JsonNode node(Encoding encoding, ConnectionEvent event) {
        return node(encoding.encoder(EncoderSettings.NONE), new Line(7, event));
    }
}
