package io.connflux.cli.options.value;

import io.connflux.stream.encode.Encoding;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Text for people, or a schema. */
public final class FormatOption implements ITypeConverter<FormatOption.Format> {

    private static final String TEXT = "text";

    /**
     * A form of events.
     *
     * @param schema null for text
     */
    public record Format(@Nullable Encoding schema) {}

    /** What a shell offers. */
    public static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return all().iterator();
        }
    }

    private static List<String> all() {
        return Stream.concat(Stream.of(TEXT), Arrays.stream(Encoding.values()).map(Encoding::label))
                .toList();
    }

    @Override
    public Format convert(String word) {
        if (word.equalsIgnoreCase(TEXT)) {
            return new Format(null);
        }
        try {
            return new Format(Encoding.of(word.toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            // Its own message does not know of text.
            throw new TypeConversionException("'" + word + "' is none of " + String.join(", ", all()));
        }
    }
}
