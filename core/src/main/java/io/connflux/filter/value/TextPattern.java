package io.connflux.filter.value;

import io.connflux.filter.text.Tokens;
import java.util.List;
import java.util.stream.Collectors;

/** Which texts are meant. */
public sealed interface TextPattern {

    /** Whether what follows in a text from a place is meant; makes no object. */
    boolean matches(String text, int from);

    /** Whether the digits of a number are meant. */
    boolean matches(long number);

    /** As an expression says it of a field. */
    String text(String field);

    /**
     * Texts that are meant as they are.
     *
     * @param texts at least one; in order, each once
     */
    record Exactly(List<String> texts) implements TextPattern {

        public Exactly {
            texts = texts.stream().distinct().sorted().toList();
            if (texts.isEmpty()) {
                throw new IllegalArgumentException("no text is given");
            }
        }

        @Override
        public boolean matches(String text, int from) {
            for (int i = 0; i < texts.size(); i++) {
                String one = texts.get(i);
                if (one.length() == text.length() - from && text.startsWith(one, from)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether a text begins as one that is meant. */
        public boolean begin(String text) {
            for (int i = 0; i < texts.size(); i++) {
                if (text.startsWith(texts.get(i))) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean matches(long number) {
            for (int i = 0; i < texts.size(); i++) {
                if (isNumber(texts.get(i), number)) {
                    return true;
                }
            }
            return false;
        }

        /** From the last digit to the first, so that no text is made of the number. */
        private static boolean isNumber(String text, long number) {
            long left = number;
            int at = text.length();
            do {
                if (at == 0 || text.charAt(--at) != '0' + left % 10) {
                    return false;
                }
                left /= 10;
            } while (left > 0);
            return at == 0;
        }

        @Override
        public String text(String field) {
            return texts.size() == 1
                    ? field + " = " + Tokens.literal(texts.get(0))
                    : field + texts.stream().map(Tokens::literal).collect(Collectors.joining(", ", " in {", "}"));
        }
    }

    /**
     * Texts of a form.
     *
     * @param form where {@code *} stands for any characters, {@code ?} for any one, and each other for itself
     */
    record Like(String form) implements TextPattern {

        @Override
        public boolean matches(String text, int from) {
            int t = from;
            int f = 0;
            int star = -1;
            int behindStar = from;
            while (t < text.length()) {
                char c = f < form.length() ? form.charAt(f) : 0;
                if (c == '*') {
                    star = f++;
                    behindStar = t;
                } else if (f < form.length() && (c == '?' || c == text.charAt(t))) {
                    f++;
                    t++;
                } else if (star >= 0) {
                    f = star + 1;
                    t = ++behindStar;
                } else {
                    return false;
                }
            }
            while (f < form.length() && form.charAt(f) == '*') {
                f++;
            }
            return f == form.length();
        }

        @Override
        public boolean matches(long number) {
            return matches(Long.toString(number), 0);
        }

        @Override
        public String text(String field) {
            return field + " ~ " + Tokens.value(form);
        }
    }
}
