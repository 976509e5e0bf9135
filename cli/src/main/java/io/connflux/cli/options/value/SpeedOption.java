package io.connflux.cli.options.value;

import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How many times as fast: {@code 10}, {@code 0.5}; infinity for {@code max}. */
public final class SpeedOption implements ITypeConverter<Double> {

    private static final String AT_ONCE = "max";

    /** What a shell offers. */
    public static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("1", "10", AT_ONCE).iterator();
        }
    }

    @Override
    public Double convert(String value) {
        if (value.equals(AT_ONCE)) {
            return Double.POSITIVE_INFINITY;
        }
        double speed = value.matches("\\d{1,9}(?:\\.\\d{1,9})?") ? Double.parseDouble(value) : 0;
        if (speed == 0) {
            throw new TypeConversionException("'" + value + "' is no speed such as 10, 0.5 or " + AT_ONCE);
        }
        return speed;
    }
}
