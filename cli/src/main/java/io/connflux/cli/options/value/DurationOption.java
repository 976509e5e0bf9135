package io.connflux.cli.options.value;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 250ms}, {@code 1.5s}, {@code 2m} or {@code 1h}; seconds where no unit is said, as {@code sleep} has it. */
public final class DurationOption implements ITypeConverter<Duration> {

    private static final Duration LEAST = Duration.ofMillis(10);

    /** Ten years: timers count nanoseconds, and end at 292. */
    private static final Duration MOST = Duration.ofDays(3_650);

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|s|m|h|)");

    @Override
    public Duration convert(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration such as 250ms, 1.5s, 2m or 1h");
        }
        long nanos =
                switch (parts.group(2)) {
                    case "ms" -> 1_000_000L;
                    case "m" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    default -> 1_000_000_000L;
                };
        BigDecimal exact = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(nanos));
        Duration duration = Duration.ofMillis(exact.movePointLeft(6).longValue());
        if (duration.compareTo(LEAST) < 0) {
            throw new TypeConversionException("'" + text + "' is too short: 10ms is the least");
        }
        if (duration.compareTo(MOST) > 0) {
            throw new TypeConversionException("'" + text + "' is too long: " + MOST.toHours() + "h is the most");
        }
        return duration;
    }

    /** {@code 1h}, {@code 90s}, {@code 1500ms}: in the largest unit of which it is some whole ones. */
    public static String words(Duration duration) {
        if (duration.toMillis() % 1_000 != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
