package io.connflux.model;

/**
 * Text that a terminal and a reader take for what it is. A peer, a file and the kernel may say anything: a name of a process is
 * arbitrary bytes, and {@code ESC ] 0 ;} in it would change a terminal's title, a right-to-left override the order of what
 * stands around it.
 */
public final class PlainText {

    /** What stands for a character that is not plain. */
    public static final char REPLACEMENT = '\uFFFD';

    /** Controls, invisible formats (bidi, joiners, tags), line and paragraph separators, surrogates without their other half. */
    private static final int NOT_PLAIN = 1 << Character.CONTROL
            | 1 << Character.FORMAT
            | 1 << Character.LINE_SEPARATOR
            | 1 << Character.PARAGRAPH_SEPARATOR
            | 1 << Character.SURROGATE;

    private PlainText() {}

    /** Whether a character, by its code point, does nothing but to be seen. */
    public static boolean isPlain(int codePoint) {
        return (NOT_PLAIN & 1 << Character.getType(codePoint)) == 0;
    }

    /**
     * One line of plain text: a tab or an end of a line inside it is a space, and all else that is not plain {@link
     * #REPLACEMENT}. Text that is plain is given back as it is.
     */
    public static String of(String text) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.codePointAt(plain))) {
            plain += Character.charCount(text.codePointAt(plain));
        }
        return plain == text.length() ? text : cleaned(text, plain);
    }

    private static String cleaned(String text, int from) {
        StringBuilder clean = new StringBuilder(text.length()).append(text, 0, from);
        text.substring(from).codePoints().forEach(c -> {
            if (isPlain(c)) {
                clean.appendCodePoint(c);
            } else {
                clean.append(c == '\t' || c == '\n' || c == '\r' ? ' ' : REPLACEMENT);
            }
        });
        return clean.toString();
    }

    /** The beginning of a text, with no character cut in two, and a sign behind it where it goes on. */
    public static String start(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + '…';
    }
}
