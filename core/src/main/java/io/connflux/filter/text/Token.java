package io.connflux.filter.text;

import java.util.Locale;

/**
 * A word or a sign of an expression.
 *
 * @param text as it was written; of a quoted one what is between the quotes
 * @param at its first character, from 0
 */
public record Token(Kind kind, String text, int at) {

    /** What kinds there are. */
    public enum Kind {
        WORD,
        QUOTED,
        /** {@code (}. */
        OPEN,
        /** {@code )}. */
        CLOSE,
        /** <code>{</code>. */
        BRACE,
        /** <code>}</code>. */
        END_BRACE,
        COMMA,
        AND,
        OR,
        NOT,
        /** A sign that compares: {@code =}, {@code !=}, {@code ~}, … */
        SIGN,
        END
    }

    public boolean is(Kind other) {
        return kind == other;
    }

    /** Whether it is a word, this one, in whichever case. */
    public boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    /** Whether it may be a value: a word, or what stands in quotes. */
    public boolean isValue() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** The word in lower case; empty where it is none. */
    public String word() {
        return kind == Kind.WORD ? text.toLowerCase(Locale.ROOT) : "";
    }

    /** As a message names it. */
    public String shown() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
