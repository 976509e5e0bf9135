package io.connflux.filter;

import io.connflux.filter.EndClause.End;
import io.connflux.filter.value.Numbers;
import io.connflux.filter.value.TextPattern;
import io.connflux.model.Address;
import io.connflux.model.AddressKind;
import io.connflux.model.Direction;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Filters of every kind, about the connections of {@link RandomConnections}. */
final class RandomFilters {

    /** Texts that a process may have, some of which an expression would take for something else. */
    static final List<String> TEXTS = List.of(
            "nginx",
            "",
            "a b",
            "it's",
            "say \"hi\"",
            "back\\slash",
            "\\\"",
            "and",
            "OR",
            "in",
            "not",
            "*",
            "ngin?",
            "(x)",
            "{80}",
            "a,b",
            "naïve",
            "日本",
            "tcp",
            "..",
            "=",
            "!~",
            "-",
            "x\ty",
            "0",
            "33",
            "1000");

    private final Random random;

    RandomFilters(Random random) {
        this.random = random;
    }

    Filter next() {
        return next(4);
    }

    private Filter next(int depth) {
        int kind = depth == 0 ? 3 : random.nextInt(6);
        return switch (kind) {
            case 0 -> new Combination.And(some(depth - 1));
            case 1 -> new Combination.Or(some(depth - 1));
            case 2 -> next(depth - 1).negate();
            default -> random.nextInt(40) == 0 ? Filter.ALL : clause();
        };
    }

    private List<Filter> some(int depth) {
        List<Filter> filters = new ArrayList<>();
        for (int i = 2 + random.nextInt(2); i > 0; i--) {
            filters.add(next(depth));
        }
        return filters;
    }

    private Filter clause() {
        return switch (random.nextInt(13)) {
            case 0 -> new Clause.Protocols(any(EnumSet.allOf(Protocol.class)));
            case 1 -> new Clause.Family(random.nextBoolean());
            case 2 -> new Clause.States(any(EnumSet.allOf(SocketState.class)));
            case 3 -> new Clause.Uids(numbers(0xFFFF_FFFEL));
            case 4 -> new Clause.Namespace(pattern());
            case 5 -> new EndClause.Ports(end(), numbers(0xFFFF));
            case 6 -> network();
            case 7 -> new EndClause.Kind(end(), one(AddressKind.values()));
            case 8 -> new OwnerClause.Pids(numbers(Integer.MAX_VALUE));
            case 9 -> new OwnerClause.Text(one(OwnerClause.Field.values()), pattern());
            case 10 -> new HistoryClause.Began(one(Direction.values()));
            case 11 ->
                random.nextBoolean()
                        ? new HistoryClause.Told(any(new TreeSet<>(HistoryClause.Told.NAMES)))
                        : new HistoryClause.Id(pattern());
            default -> new HistoryClause.Age(random.nextBoolean(), random.nextBoolean(), age());
        };
    }

    private Duration age() {
        long[] units = {1, 1000, 60_000, 3_600_000, 86_400_000};
        return Duration.ofMillis(random.nextInt(100) * units[random.nextInt(units.length)]);
    }

    private EndClause.Network network() {
        Address address = RandomConnections.address(random, random.nextBoolean());
        return new EndClause.Network(end(), address, random.nextInt(address.ipv6() ? 129 : 33));
    }

    private End end() {
        return one(End.values());
    }

    private Numbers numbers(long greatest) {
        List<Numbers.Range> ranges = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            long low = number(greatest);
            ranges.add(new Numbers.Range(low, random.nextInt(3) == 0 ? greatest : Math.min(greatest, low + number(9))));
        }
        return new Numbers(ranges);
    }

    private long number(long greatest) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> greatest;
            case 2 -> random.nextInt(8);
            default -> Math.floorMod(random.nextLong(), greatest);
        };
    }

    private TextPattern pattern() {
        if (random.nextBoolean()) {
            return new TextPattern.Like(one(TEXTS.toArray(String[]::new)) + (random.nextBoolean() ? "*" : ""));
        }
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            texts.add(one(TEXTS.toArray(String[]::new)));
        }
        return new TextPattern.Exactly(texts);
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> Set<T> any(Set<T> all) {
        List<T> left = new ArrayList<>(all);
        java.util.Collections.shuffle(left, random);
        return new java.util.HashSet<>(left.subList(0, 1 + random.nextInt(left.size())));
    }
}
