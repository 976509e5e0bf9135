package io.connflux.filter.text;

/** What is wrong at a place of a text; it leaves the library as a {@code FilterException} only. */
public final class Fault extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int at;
    private final String hint;

    /**
     * With nothing to be said below.
     *
     * @param at the character, from 0
     */
    public Fault(int at, String reason) {
        this(at, reason, "");
    }

    /**
     * With lines below it.
     *
     * @param hint without an end of a line behind the last; empty where there are none
     */
    public Fault(int at, String reason, String hint) {
        // It is made for each wrong text, from wherever that comes, and its stack trace tells nobody anything.
        super(reason, null, false, false);
        this.at = at;
        this.hint = hint;
    }

    /** At a word or sign. */
    public static Fault at(Token token, String reason) {
        return new Fault(token.at(), reason);
    }

    public int place() {
        return at;
    }

    public String reason() {
        return String.valueOf(getMessage());
    }

    public String hint() {
        return hint;
    }
}
