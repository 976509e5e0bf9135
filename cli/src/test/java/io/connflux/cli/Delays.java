package io.connflux.cli;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** How late lines came, in milliseconds. */
final class Delays {

    private static final int LONGEST = 60_000;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(LONGEST + 1);

    void add(long millis) {
        counts.incrementAndGet((int) Math.max(0, Math.min(LONGEST, millis)));
    }

    long count() {
        long count = 0;
        for (int i = 0; i <= LONGEST; i++) {
            count += counts.get(i);
        }
        return count;
    }

    /** The delay that this share of the lines did not exceed. */
    int millis(double share) {
        long rest = (long) Math.ceil(count() * share);
        for (int i = 0; i <= LONGEST; i++) {
            rest -= counts.get(i);
            if (rest <= 0) {
                return i;
            }
        }
        return LONGEST;
    }

    @Override
    public String toString() {
        return "p50 " + millis(0.5) + " ms, p99 " + millis(0.99) + " ms, longest " + millis(1) + " ms";
    }
}
