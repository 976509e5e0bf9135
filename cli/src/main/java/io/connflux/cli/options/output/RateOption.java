package io.connflux.cli.options.output;

import io.connflux.stream.follow.Pace;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 500/s}. */
public final class RateOption implements ITypeConverter<Pace> {

    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,8})/s");

    @Override
    public Pace convert(String text) {
        Matcher rate = RATE.matcher(text);
        if (!rate.matches()) {
            throw new TypeConversionException("'" + text + "' is no rate such as 500/s");
        }
        return new Pace(Integer.parseInt(rate.group(1)));
    }
}
