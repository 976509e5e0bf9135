package io.connflux.cli.text.line;

import java.util.Locale;

/** A number of bytes in as few characters as say how much it is: {@code 999}, {@code 1.2k}, {@code 34M}. */
final class Amount {

    private static final String UNITS = "kMGTPE";

    private Amount() {}

    static String of(long bytes) {
        if (bytes < 1000) {
            return Long.toString(bytes);
        }
        double rest = bytes / 1000.0;
        int unit = 0;
        while (rest >= 999.5 && unit < UNITS.length() - 1) {
            rest /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, rest < 9.95 ? "%.1f" : "%.0f", rest) + UNITS.charAt(unit);
    }
}
