package io.connflux.filter;

import io.connflux.filter.text.Fault;
import io.connflux.filter.text.Token;
import io.connflux.filter.text.Token.Kind;
import io.connflux.filter.text.Tokens;
import io.connflux.filter.value.HostPorts;
import org.jspecify.annotations.Nullable;

/** Reads an expression: terms, what joins them, and parentheses. One thread. */
final class Parser {

    /** Parentheses inside one another. More than anybody writes; without a bound a text could use up the stack. */
    private static final int DEEPEST = 64;

    private final Tokens tokens;
    private final Terms terms;

    Parser(String expression, HostPorts ports) {
        tokens = new Tokens(expression);
        terms = new Terms(tokens, ports);
    }

    /** @throws Fault where the expression is none */
    Filter parse() {
        if (tokens.peek().is(Kind.END)) {
            return Filter.ALL;
        }
        Filter whole = chain(0);
        if (!tokens.peek().is(Kind.END)) {
            throw Fault.at(tokens.peek(), "there is no '(' for this ')'");
        }
        return whole;
    }

    private Filter chain(int depth) {
        Chain chain = new Chain(operand(depth, null));
        while (!tokens.peek().is(Kind.END) && !tokens.peek().is(Kind.CLOSE)) {
            Token joint = tokens.peek();
            boolean said = joint.is(Kind.AND) || joint.is(Kind.OR);
            if (said) {
                tokens.take();
            }
            chain.join(joint, operand(depth, said ? chain.last() : null));
        }
        return chain.filter();
    }

    /** @param before the term whose field a value alone goes on with; null where there is none */
    private Chain.Term operand(int depth, Chain.@Nullable Term before) {
        boolean negated = false;
        while (tokens.peek().is(Kind.NOT)) {
            tokens.take();
            negated = !negated;
        }
        Token first = tokens.peek();
        Chain.Term term;
        if (first.is(Kind.OPEN)) {
            tokens.take();
            term = Chain.Term.of(inside(depth + 1, first));
        } else if (before != null && before.goesOn() && terms.isValueAlone()) {
            term = before.goingOn(tokens.take());
        } else {
            term = terms.read();
        }
        // What a value alone means behind "not port 80 or", nobody agrees on.
        return negated ? Chain.Term.of(term.filter().negate()) : term;
    }

    private Filter inside(int depth, Token open) {
        if (depth > DEEPEST) {
            throw Fault.at(open, "parentheses are more than " + DEEPEST + " deep");
        }
        if (tokens.peek().is(Kind.CLOSE)) {
            throw Fault.at(tokens.peek(), "there is nothing in the parentheses");
        }
        Filter inside = chain(depth);
        if (!tokens.take().is(Kind.CLOSE)) {
            throw Fault.at(open, "there is no ')' for this '('");
        }
        return inside;
    }
}
