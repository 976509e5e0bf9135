package io.connflux.cli.options;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 250ms}, {@code 1s}, {@code 2m} or {@code 1h}. */
public final class DurationOption implements ITypeConverter<Duration> {

    private static final Duration LEAST = Duration.ofMillis(10);

    /** Ten years: timers count nanoseconds, and end at 292. */
    private static final Duration MOST = Duration.ofDays(3_650);

    @Override
    public Duration convert(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > 9) {
            throw wrong(text);
        }
        long number = Long.parseLong(text.substring(0, digits));
        Duration duration =
                switch (text.substring(digits)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> throw wrong(text);
                };
        if (duration.compareTo(LEAST) < 0) {
            throw new TypeConversionException("'" + text + "' is too short: 10ms is the least");
        }
        if (duration.compareTo(MOST) > 0) {
            throw new TypeConversionException("'" + text + "' is too long: " + MOST.toHours() + "h is the most");
        }
        return duration;
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException("'" + text + "' is not a duration such as 250ms, 1s, 2m or 1h");
    }
}
