package io.connflux.filter;

import io.connflux.model.ConnectionRow;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A filter made of others. */
public sealed interface Combination extends Filter {

    /**
     * What all of them mean.
     *
     * @param operands at least two; those of an {@code And} among them are put in its place
     */
    record And(List<Filter> operands) implements Combination {

        public And {
            operands = several(operands.stream()
                    .flatMap(each -> each instanceof And and ? and.operands.stream() : Stream.of(each))
                    .toList());
        }

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            // An iterator would be an object for each row.
            for (int i = 0; i < operands.size(); i++) {
                if (!operands.get(i).matches(row, event, at)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public List<Clause> clauses() {
            return clausesOf(operands);
        }

        @Override
        public String toString() {
            return joined(operands, " and ", Or.class::isInstance);
        }
    }

    /**
     * What one of them means.
     *
     * @param operands at least two; those of an {@code Or} among them are put in its place
     */
    record Or(List<Filter> operands) implements Combination {

        public Or {
            operands = several(operands.stream()
                    .flatMap(each -> each instanceof Or or ? or.operands.stream() : Stream.of(each))
                    .toList());
        }

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            for (int i = 0; i < operands.size(); i++) {
                if (operands.get(i).matches(row, event, at)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public List<Clause> clauses() {
            return clausesOf(operands);
        }

        @Override
        public String toString() {
            return joined(operands, " or ", And.class::isInstance);
        }
    }

    /**
     * What another does not mean.
     *
     * @param operand no {@code Not}: {@link Filter#negate} gives what that negates
     */
    record Not(Filter operand) implements Combination {

        public Not {
            if (operand instanceof Not) {
                throw new IllegalArgumentException("not not " + operand);
            }
        }

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            return !operand.matches(row, event, at);
        }

        @Override
        public List<Clause> clauses() {
            return operand.clauses();
        }

        /** With the sign of a clause that has one: {@code port != 443}. */
        @Override
        public String toString() {
            if (operand instanceof Combination) {
                return "not (" + operand + ")";
            }
            String[] parts = operand.toString().split(" ", 3);
            String sign = parts.length < 3 ? "" : parts[1];
            return switch (sign) {
                case "=" -> parts[0] + " != " + parts[2];
                case "~" -> parts[0] + " !~ " + parts[2];
                case "in" -> parts[0] + " not in " + parts[2];
                default -> "not " + operand;
            };
        }
    }

    private static List<Filter> several(List<Filter> operands) {
        if (operands.size() < 2) {
            throw new IllegalArgumentException("two filters or more make one, not " + operands.size());
        }
        return operands;
    }

    private static List<Clause> clausesOf(List<Filter> operands) {
        return operands.stream().flatMap(each -> each.clauses().stream()).toList();
    }

    private static String joined(List<Filter> operands, String word, Predicate<Filter> inParentheses) {
        return operands.stream()
                .map(each -> inParentheses.test(each) ? "(" + each + ")" : each.toString())
                .collect(Collectors.joining(word));
    }
}
