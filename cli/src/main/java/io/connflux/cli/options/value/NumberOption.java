package io.connflux.cli.options.value;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A whole number, refused in words that know nothing of Java's types.
 *
 * @param parse throws a {@link NumberFormatException} for what is none
 */
public record NumberOption<N extends Number>(Function<String, N> parse) implements ITypeConverter<N> {

    @Override
    public N convert(String text) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            boolean digits = text.matches("[+-]?[0-9]+");
            throw new TypeConversionException("'" + text + (digits ? "' is too large" : "' is no whole number"));
        }
    }
}
