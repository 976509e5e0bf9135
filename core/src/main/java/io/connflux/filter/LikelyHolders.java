package io.connflux.filter;

import io.connflux.filter.value.Numbers;
import io.connflux.filter.value.TextPattern;
import io.connflux.model.ProcessChoice;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which processes can hold what a filter means. */
final class LikelyHolders {

    /** More pids than that are better looked at in their turn. */
    private static final int MOST_PIDS = 1000;

    private LikelyHolders() {}

    /**
     * Those that the most telling one of the clauses names which all have to be true. Not of several together: two of them may be
     * true of two processes that hold one connection.
     */
    static ProcessChoice of(Filter filter) {
        if (filter instanceof Combination.And and) {
            return and.operands().stream()
                    .map(LikelyHolders::of)
                    .max(Comparator.comparingInt(LikelyHolders::telling))
                    .orElse(ProcessChoice.ANY);
        }
        if (filter instanceof Combination.Or or) {
            return either(or.operands().stream().map(LikelyHolders::of).toList());
        }
        if (filter instanceof OwnerClause.Pids pids) {
            return ofPids(pids.pids());
        }
        return filter instanceof OwnerClause.Text text && text.pattern() instanceof TextPattern.Exactly exactly
                ? ofTexts(text.field(), Set.copyOf(exactly.texts()))
                : ProcessChoice.ANY;
    }

    private static int telling(ProcessChoice choice) {
        return !choice.pids().isEmpty()
                ? 4
                : !choice.containers().isEmpty()
                        ? 3
                        : !choice.names().isEmpty() ? 2 : choice.users().isEmpty() ? 0 : 1;
    }

    private static ProcessChoice ofPids(Numbers pids) {
        Set<Integer> each = new HashSet<>();
        for (Numbers.Range range : pids.ranges()) {
            if (range.high() - range.low() >= MOST_PIDS - each.size()) {
                return ProcessChoice.ANY;
            }
            for (long pid = range.low(); pid <= range.high(); pid++) {
                each.add((int) pid);
            }
        }
        return new ProcessChoice(each, Set.of(), Set.of(), Set.of());
    }

    private static ProcessChoice ofTexts(OwnerClause.Field field, Set<String> texts) {
        return switch (field) {
            case NAME -> new ProcessChoice(Set.of(), texts, Set.of(), Set.of());
            case USER -> new ProcessChoice(Set.of(), Set.of(), texts, Set.of());
            case CONTAINER, POD -> new ProcessChoice(Set.of(), Set.of(), Set.of(), texts);
            case EXE, UNIT -> ProcessChoice.ANY;
        };
    }

    /** A choice has no "or" between what it asks: only where all ask the same they are put together. */
    private static ProcessChoice either(List<ProcessChoice> choices) {
        Set<Integer> pids = new HashSet<>();
        Set<String> names = new HashSet<>();
        Set<String> users = new HashSet<>();
        Set<String> containers = new HashSet<>();
        for (ProcessChoice choice : choices) {
            if (telling(choice) == 0 || telling(choice) != telling(choices.get(0))) {
                return ProcessChoice.ANY;
            }
            pids.addAll(choice.pids());
            names.addAll(choice.names());
            users.addAll(choice.users());
            containers.addAll(choice.containers());
        }
        return new ProcessChoice(pids, names, users, containers);
    }

    /** What it costs to judge by a filter, in a line for people. */
    static String costOf(Filter filter) {
        if (!filter.needsOwners()) {
            return "judged by the columns of the socket files alone";
        }
        ProcessChoice first = of(filter);
        return "needs the owners of sockets, which are searched for among the processes of the host"
                + (first.equals(ProcessChoice.ANY) ? "" : ", first among those that are named");
    }
}
