package io.connflux.filter.text;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ages as they are written: {@code 250ms}, {@code 5s}, {@code 5m}, {@code 2h}, {@code 1d}. */
public final class Ages {

    /** More than any clock has shown; what milliseconds have room for, whatever it is added to. */
    public static final Duration LONGEST = Duration.ofDays(99_999_999);

    private static final Pattern AGE = Pattern.compile("([0-9]{1,17})(ms|s|m|h|d)");
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};
    private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1000, 1};

    private Ages() {}

    /**
     * The age that a word says.
     *
     * @throws Fault where it says none
     */
    public static Duration of(Token word) {
        Matcher age = AGE.matcher(word.text());
        if (age.matches()) {
            for (int i = 0; i < UNITS.length; i++) {
                long number = Long.parseLong(age.group(1));
                if (UNITS[i].equals(age.group(2)) && number <= LONGEST.toMillis() / MILLIS[i]) {
                    return Duration.ofMillis(number * MILLIS[i]);
                }
            }
        }
        throw Fault.at(word, word.shown() + " is no age; write 250ms, 5s, 5m, 2h or 1d");
    }

    /** In the largest unit of which it is a whole number. */
    public static String text(Duration age) {
        long millis = age.toMillis();
        int unit = 0;
        while (millis % MILLIS[unit] != 0) {
            unit++;
        }
        return millis == 0 ? "0s" : millis / MILLIS[unit] + UNITS[unit];
    }
}
