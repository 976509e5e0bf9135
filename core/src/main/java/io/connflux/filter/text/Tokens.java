package io.connflux.filter.text;

import io.connflux.filter.text.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** The words and signs of a text, one after the other. One thread. */
public final class Tokens {

    /** Signs of two characters stand before those of one that they begin with. */
    private static final List<String> SIGNS = List.of(
            "==", "!=", "!~", "<>", "<=", ">=", "&&", "||", "=", "~", "<", ">", "&", "|", "!", "(", ")", "{", "}", ",");

    private static final String NOT_IN_WORDS = "=~<>&|!(){},'\"";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    /**
     * Reads the whole text.
     *
     * @throws Fault at a quote that has no end
     */
    public Tokens(String text) {
        this.text = text;
        int at = 0;
        while (at < text.length()) {
            at = isBlank(text.charAt(at)) ? at + 1 : read(at);
        }
        tokens.add(new Token(Kind.END, "", text.length()));
    }

    /** The next one, which stays; behind the last {@link Kind#END}. */
    public Token peek() {
        return tokens.get(next);
    }

    /** One that comes as many tokens behind the next. */
    public Token peek(int behind) {
        return tokens.get(Math.min(next + behind, tokens.size() - 1));
    }

    /** The next one; {@link Kind#END} stays. */
    public Token take() {
        Token token = peek();
        next = Math.min(next + 1, tokens.size() - 1);
        return token;
    }

    private int read(int at) {
        char c = text.charAt(at);
        if (c == '"' || c == '\'') {
            return quoted(at);
        }
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                tokens.add(new Token(kind(sign), sign, at));
                return at + sign.length();
            }
        }
        int end = at;
        while (end < text.length() && isOfWord(text.charAt(end))) {
            end++;
        }
        String word = text.substring(at, end);
        tokens.add(new Token(joins(word), word, at));
        return end;
    }

    /** A quote, or a backslash, stands in quotes behind a backslash. */
    private int quoted(int at) {
        char quote = text.charAt(at);
        StringBuilder inside = new StringBuilder();
        int p = at + 1;
        while (p < text.length() && text.charAt(p) != quote) {
            boolean escaped = text.charAt(p) == '\\'
                    && p + 1 < text.length()
                    && (text.charAt(p + 1) == quote || text.charAt(p + 1) == '\\');
            p += escaped ? 1 : 0;
            inside.append(text.charAt(p++));
        }
        if (p == text.length()) {
            throw new Fault(at, "this quote has no end");
        }
        tokens.add(new Token(Kind.QUOTED, inside.toString(), at));
        return p + 1;
    }

    private static Kind joins(String word) {
        return switch (word.length() > 3 ? "" : word.toLowerCase(java.util.Locale.ROOT)) {
            case "and" -> Kind.AND;
            case "or" -> Kind.OR;
            case "not" -> Kind.NOT;
            default -> Kind.WORD;
        };
    }

    private static Kind kind(String sign) {
        return switch (sign) {
            case "(" -> Kind.OPEN;
            case ")" -> Kind.CLOSE;
            case "{" -> Kind.BRACE;
            case "}" -> Kind.END_BRACE;
            case "," -> Kind.COMMA;
            case "&", "&&" -> Kind.AND;
            case "|", "||" -> Kind.OR;
            case "!" -> Kind.NOT;
            default -> Kind.SIGN;
        };
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isOfWord(char c) {
        return !isBlank(c) && NOT_IN_WORDS.indexOf(c) < 0;
    }

    /** A text as it has to be written to be compared with as it is: a form, with {@code *} or {@code ?}, is one in quotes only. */
    public static String literal(String text) {
        return text.contains("*") || text.contains("?") ? quoted(text) : value(text);
    }

    /** A text as it has to be written to be one value: in quotes where it would be taken for something else. */
    public static String value(String text) {
        boolean plain = !text.isEmpty() && joins(text) == Kind.WORD;
        for (int i = 0; plain && i < text.length(); i++) {
            plain = isOfWord(text.charAt(i)) && text.charAt(i) < 0x7F;
        }
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
