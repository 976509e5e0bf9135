package io.connflux.filter;

import io.connflux.filter.text.Fault;
import io.connflux.filter.text.Token;
import io.connflux.filter.text.Token.Kind;
import io.connflux.model.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Terms one after the other with what joins them: {@code and}, {@code or}, or nothing, which is {@code and}. Which of the two binds
 * tighter differs between ss and tcpdump, and people read it either way: both together are refused.
 */
final class Chain {

    /** Of each reading as many characters are shown. */
    private static final int SHOWN = 500;

    private final List<Term> terms = new ArrayList<>();
    private final List<Token> joints = new ArrayList<>();

    /**
     * A part of an expression that is whole in itself.
     *
     * @param protocol what tcpdump calls its qualifier, {@code tcp} in {@code tcp port 80}; null where there is none
     * @param more what a value alone means behind it, as 443 in {@code port 80 or 443}; null where it means nothing
     */
    record Term(
            @Nullable Filter protocol,
            Filter rest,
            @Nullable Function<Token, Filter> more) {

        static Term of(Filter filter) {
            return new Term(null, filter, null);
        }

        Filter filter() {
            return protocol == null ? rest : new Combination.And(List.of(protocol, rest));
        }

        boolean goesOn() {
            return more != null;
        }

        /** The same field with another value. */
        Term goingOn(Token value) {
            return new Term(protocol, Objects.requireNonNull(more).apply(value), more);
        }
    }

    Chain(Term first) {
        terms.add(first);
    }

    /** @param joint what stands before the term; the term's own first word where that is nothing */
    void join(Token joint, Term term) {
        joints.add(joint);
        terms.add(term);
    }

    Term last() {
        return terms.get(terms.size() - 1);
    }

    /** @throws Fault where it may be read in two ways */
    Filter filter() {
        List<Filter> filters = terms.stream().map(Term::filter).toList();
        long ors = joints.stream().filter(Chain::isOr).count();
        long qualified = terms.stream().filter(term -> term.protocol != null).count();
        if (ors == 0) {
            return all(filters);
        }
        if (ors < joints.size() || (qualified > 0 && qualified < terms.size())) {
            throw mixed();
        }
        return any(filters);
    }

    private Fault mixed() {
        boolean firstIsOr = isOr(joints.get(0));
        Token place = joints.stream()
                .filter(joint -> isOr(joint) != firstIsOr)
                .findFirst()
                .orElse(joints.get(0));
        List<Filter> filters = new ArrayList<>();
        List<Boolean> ors = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            if (i > 0) {
                ors.add(isOr(joints.get(i - 1)));
            }
            if (term.protocol != null) {
                filters.add(term.protocol);
                ors.add(false);
            }
            filters.add(term.rest);
        }
        String beside = place.is(Kind.AND) || place.is(Kind.OR) ? "" : " (terms side by side mean 'and')";
        return new Fault(
                place.at(),
                "'and' and 'or' are mixed" + beside + ": parentheses have to say which of these is meant",
                "  " + shown(any(grouped(filters, ors, false))) + "\n  " + shown(all(grouped(filters, ors, true))));
    }

    private static String shown(Filter reading) {
        return PlainText.start(reading.toString(), SHOWN);
    }

    /** The filters with those put together between which stands the one word, and not the other. */
    private static List<Filter> grouped(List<Filter> filters, List<Boolean> ors, boolean byOr) {
        List<Filter> groups = new ArrayList<>();
        List<Filter> group = new ArrayList<>();
        for (int i = 0; i < filters.size(); i++) {
            group.add(filters.get(i));
            if (i == ors.size() || ors.get(i) != byOr) {
                groups.add(byOr ? any(group) : all(group));
                group = new ArrayList<>();
            }
        }
        return groups;
    }

    private static boolean isOr(Token joint) {
        return joint.is(Kind.OR);
    }

    static Filter all(List<Filter> filters) {
        return filters.size() == 1 ? filters.get(0) : new Combination.And(filters);
    }

    static Filter any(List<Filter> filters) {
        return filters.size() == 1 ? filters.get(0) : new Combination.Or(filters);
    }
}
