package io.connflux.filter.text;

import io.connflux.filter.text.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * With what a field is compared, and how.
 *
 * @param negated whether that is to be false
 * @param sign the sign or word that says so; the first value where there is none
 * @param values at least one
 */
public record Comparison(Operator operator, boolean negated, Token sign, List<Token> values) {

    /** How. */
    public enum Operator {
        EQUAL,
        LIKE,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    private static final Map<String, Operator> SIGNS = Map.ofEntries(
            Map.entry("=", Operator.EQUAL),
            Map.entry("==", Operator.EQUAL),
            Map.entry("eq", Operator.EQUAL),
            Map.entry("!=", Operator.EQUAL),
            Map.entry("<>", Operator.EQUAL),
            Map.entry("ne", Operator.EQUAL),
            Map.entry("neq", Operator.EQUAL),
            Map.entry("in", Operator.EQUAL),
            Map.entry("~", Operator.LIKE),
            Map.entry("!~", Operator.LIKE),
            Map.entry("<", Operator.LESS),
            Map.entry("lt", Operator.LESS),
            Map.entry("<=", Operator.LESS_OR_EQUAL),
            Map.entry("le", Operator.LESS_OR_EQUAL),
            Map.entry("leq", Operator.LESS_OR_EQUAL),
            Map.entry(">", Operator.GREATER),
            Map.entry("gt", Operator.GREATER),
            Map.entry(">=", Operator.GREATER_OR_EQUAL),
            Map.entry("ge", Operator.GREATER_OR_EQUAL),
            Map.entry("geq", Operator.GREATER_OR_EQUAL));

    private static final List<String> NEGATED = List.of("!=", "<>", "ne", "neq", "!~");

    /** That a field equals one value. */
    public static Comparison with(Token value) {
        return new Comparison(Operator.EQUAL, false, value, List.of(value));
    }

    /** Whether a comparison follows, and not a value alone; as many tokens behind the next. */
    public static boolean follows(Tokens tokens, int behind) {
        Token next = tokens.peek(behind);
        return SIGNS.containsKey(sign(next))
                || next.is(Kind.BRACE)
                || (next.is(Kind.NOT) && tokens.peek(behind + 1).isWord("in"));
    }

    /**
     * Reads what is said of a field.
     *
     * @throws Fault where that is no comparison
     */
    public static Comparison read(String field, Tokens tokens) {
        Token first = tokens.peek();
        boolean notIn = first.is(Kind.NOT) && tokens.peek(1).isWord("in");
        if (notIn) {
            tokens.take();
        }
        Token sign = tokens.peek();
        Operator operator = SIGNS.get(sign(sign));
        if (operator != null) {
            tokens.take();
        }
        boolean listed = tokens.peek().is(Kind.BRACE);
        List<Token> values = listed ? list(tokens) : List.of(value(field, sign, operator, tokens));
        if (listed && operator != null && operator != Operator.EQUAL) {
            throw Fault.at(sign, sign.shown() + " compares with one value; several are written " + field + " in {…}");
        }
        return new Comparison(
                operator == null ? Operator.EQUAL : operator, notIn || NEGATED.contains(sign(sign)), sign, values);
    }

    private static String sign(Token token) {
        return token.is(Kind.SIGN) ? token.text() : token.word();
    }

    private static Token value(String field, Token sign, @Nullable Operator operator, Tokens tokens) {
        Token value = tokens.peek();
        if (value.isValue()) {
            return tokens.take();
        }
        throw Fault.at(
                value,
                "a value is missing behind '" + (operator == null ? field : sign.text()) + "', before "
                        + value.shown());
    }

    private static List<Token> list(Tokens tokens) {
        Token open = tokens.take();
        List<Token> values = new ArrayList<>();
        while (!tokens.peek().is(Kind.END_BRACE)) {
            Token value = tokens.take();
            if (value.isValue()) {
                values.add(value);
            } else if (value.is(Kind.END)) {
                throw Fault.at(open, "this '{' has no '}'");
            } else if (!value.is(Kind.COMMA) || values.isEmpty()) {
                throw Fault.at(value, value.shown() + " is no value; they are written {80, 443, 8000..8010}");
            }
        }
        Token close = tokens.take();
        if (values.isEmpty()) {
            throw Fault.at(close, "there is no value in the braces");
        }
        return values;
    }

    /**
     * Refuses what a field cannot be compared by.
     *
     * @throws Fault at the sign
     */
    public void only(String field, Operator... operators) {
        if (!Arrays.asList(operators).contains(operator)) {
            throw Fault.at(sign, "'" + field + "' cannot be compared with " + sign.shown());
        }
    }

    /** The one value; of several there is no order. */
    public Token value() {
        return values.get(0);
    }
}
