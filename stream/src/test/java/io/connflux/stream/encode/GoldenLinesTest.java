package io.connflux.stream.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.stream.encode.field.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The lines of each schema, byte for byte: whoever changes one sees in the difference what readers will see. With {@code
 * -Dgolden.rewrite=true} the files in the sources are written anew, and the test of what was there fails once more.
 */
class GoldenLinesTest {

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void the_lines_are_those_of_the_file(Encoding encoding) throws IOException {
        EventEncoder encoder = encoding.encoder(GoldenEvents.SETTINGS);
        GoldenEvents.lines().forEach(encoder::append);
        String name = "golden/" + encoding.label() + ".ndjson";
        if (Boolean.getBoolean("golden.rewrite")) {
            Path file = Path.of("src/test/resources/io/connflux/stream/encode", name);
            Files.createDirectories(file.getParent());
            Files.write(file, encoder.toByteArray());
        }
        try (InputStream expected = GoldenLinesTest.class.getResourceAsStream(name)) {
            assertThat(expected).as(name).isNotNull();
            assertThat(new String(encoder.toByteArray(), StandardCharsets.UTF_8))
                    .isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void every_kind_of_event_is_among_them() {
        assertThat(GoldenEvents.lines().stream().map(line -> Kind.of(line.event())))
                .contains(Kind.values());
    }
}
