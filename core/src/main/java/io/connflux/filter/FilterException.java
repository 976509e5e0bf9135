package io.connflux.filter;

import io.connflux.model.PlainText;

/** An expression that is no filter: what is wrong with it, and where. Its message is one line of plain text. */
public final class FilterException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /** Of a longer expression as many characters are shown before and behind the place. */
    private static final int SHOWN = 60;

    private final String expression;
    private final int at;
    private final String reason;
    private final String hint;

    FilterException(String expression, int at, String reason, String hint) {
        super("filter, column " + (at + 1) + ": " + PlainText.of(reason));
        this.expression = expression;
        this.at = at;
        this.reason = PlainText.of(reason);
        this.hint = hint;
    }

    /** The expression as it was given. */
    public String expression() {
        return expression;
    }

    /** The character at which it goes wrong, from 1; one more than there are where something is missing at the end. */
    public int column() {
        return at + 1;
    }

    /** What is wrong, in plain text, without the place. */
    public String reason() {
        return reason;
    }

    /**
     * Lines for people, without an end of a line behind the last: the expression, a caret below the place, what is wrong, and where
     * it may be read in two ways, both of them. Plain text, whatever the expression is.
     */
    public String explanation() {
        int from = Math.max(0, at - SHOWN);
        int to = Math.min(expression.length(), at + SHOWN);
        String before = (from > 0 ? "…" : "") + plain(expression.substring(from, at));
        String behind = plain(expression.substring(at, to)) + (to < expression.length() ? "…" : "");
        int caret = before.codePointCount(0, before.length());
        return before + behind + "\n" + " ".repeat(caret) + "^\n" + reason + (hint.isEmpty() ? "" : "\n" + hint);
    }

    private static String plain(String text) {
        return PlainText.of(text);
    }
}
