package io.connflux.cli.options.value;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One of a few words, in any case. The constants' own texts are the words, since completions are made of these.
 *
 * @param type constants whose {@code toString} is lower case
 */
public record WordOption<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {

    @Override
    public E convert(String word) {
        return constants()
                .filter(constant -> constant.toString().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + word + "' is none of "
                        + constants().map(Enum::toString).collect(Collectors.joining(", "))));
    }

    private Stream<E> constants() {
        return Stream.of(type.getEnumConstants());
    }
}
