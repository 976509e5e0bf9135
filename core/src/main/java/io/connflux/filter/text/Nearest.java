package io.connflux.filter.text;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which known word an unknown one was meant to be. */
public final class Nearest {

    /** Longer than any word that there is; what is longer is no slip of a finger, and would take long to compare. */
    private static final int LONGEST = 40;

    private Nearest() {}

    /** The word with the fewest letters wrong, left out, added or swapped; null where more than a third of them are. */
    public static @Nullable String of(String wrong, Collection<String> words) {
        String found = null;
        if (wrong.length() > LONGEST) {
            return null;
        }
        String meant = wrong.toLowerCase(Locale.ROOT);
        int most = Math.max(1, (wrong.length() + 1) / 3);
        int least = Integer.MAX_VALUE;
        for (String word : words) {
            if (Math.abs(word.length() - wrong.length()) <= most) {
                String known = word.toLowerCase(Locale.ROOT);
                int distance = distance(meant, known);
                // Of two that are as near it is rather the one that begins alike.
                int rank = 2 * distance + (meant.regionMatches(0, known, 0, 1) ? 0 : 1);
                if (distance <= most && rank < least) {
                    least = rank;
                    found = word;
                }
            }
        }
        return found;
    }

    /** A question behind a message, or nothing: {@code ; did you mean 'https'?}. */
    public static String question(String wrong, Collection<String> words) {
        String word = of(wrong, words);
        return word == null ? "" : "; did you mean '" + word + "'?";
    }

    private static int distance(String one, String other) {
        int[] beforeLast = new int[other.length() + 1];
        int[] last = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && isSwapped(one, i, other, j)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[other.length()];
    }

    private static boolean isSwapped(String one, int i, String other, int j) {
        return one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
    }
}
