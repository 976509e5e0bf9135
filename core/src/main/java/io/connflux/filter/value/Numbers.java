package io.connflux.filter.value;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whole numbers, none of them negative: ports, pids, user ids.
 *
 * @param ranges at least one; in order, and none touches the next
 */
public record Numbers(List<Range> ranges) {

    /** From one number to another, both of them in it. */
    public record Range(long low, long high) {

        /** @throws IllegalArgumentException where there is no number in it, or a negative one */
        public Range {
            if (low < 0 || high < low) {
                throw new IllegalArgumentException("there is no number from " + low + " to " + high);
            }
        }

        @Override
        public String toString() {
            return low == high ? Long.toString(low) : low + ".." + high;
        }
    }

    /** Puts ranges in order and joins what touches. */
    public Numbers {
        List<Range> joined = new ArrayList<>();
        for (Range range :
                ranges.stream().sorted(Comparator.comparingLong(Range::low)).toList()) {
            Range last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && range.low() <= last.high() + 1) {
                joined.set(joined.size() - 1, new Range(last.low(), Math.max(last.high(), range.high())));
            } else {
                joined.add(range);
            }
        }
        if (joined.isEmpty()) {
            throw new IllegalArgumentException("no number is given");
        }
        ranges = List.copyOf(joined);
    }

    /** One number. */
    public static Numbers of(long number) {
        return range(number, number);
    }

    /** All from one to another. */
    public static Numbers range(long low, long high) {
        return new Numbers(List.of(new Range(low, high)));
    }

    /** These and others. */
    public Numbers and(Numbers more) {
        List<Range> both = new ArrayList<>(ranges);
        both.addAll(more.ranges);
        return new Numbers(both);
    }

    /** The first of them. */
    public long least() {
        return ranges.get(0).low;
    }

    /** The last of them. */
    public long greatest() {
        return ranges.get(ranges.size() - 1).high;
    }

    public boolean contain(long number) {
        // An iterator would be an object for each row.
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            if (number <= range.high) {
                return number >= range.low;
            }
        }
        return false;
    }

    /** As an expression says it of a field whose greatest number is known: {@code port > 1024}. */
    public String text(String field, long greatest) {
        Range first = ranges.get(0);
        if (ranges.size() > 1) {
            return field + ranges.stream().map(Range::toString).collect(Collectors.joining(", ", " in {", "}"));
        }
        if (first.low == first.high) {
            return field + " = " + first.low;
        }
        if (first.high == greatest && first.low > 0) {
            return field + " > " + (first.low - 1);
        }
        return first.low == 0 && first.high < greatest
                ? field + " < " + (first.high + 1)
                : field + " in {" + first + "}";
    }
}
