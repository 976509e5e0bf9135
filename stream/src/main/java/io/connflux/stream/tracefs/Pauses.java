package io.connflux.stream.tracefs;

/**
 * How long a CPU's reader lets events come together. What is about threads alone is worth a read of its own as long as there is little of
 * it: who has just begun may connect at once, and be gone. Where hundreds begin each second they are not read one by one. For one
 * thread.
 */
final class Pauses {

    /**
     * Between two reads of a host that makes many processes. Too low, and they cost a CPU what {@link TraceSettings#pause} costs a host
     * with many connections; too high, and a connection that follows is told that much later.
     */
    static final long DULL_NANOS = 10_000_000;

    /** Reads that come sooner after a time in which nothing began: those of a shell's script. */
    private static final int AT_ONCE = 20;

    private final long usualNanos;
    private long credit = AT_ONCE * DULL_NANOS;
    private long last;

    /** @param now on the clock of the later ones */
    Pauses(long usualNanos, long now) {
        this.usualNanos = usualNanos;
        this.last = now;
    }

    /**
     * After a read.
     *
     * @param hasNews whether it told something of sockets
     */
    long after(boolean hasNews, long now) {
        credit = Math.min(AT_ONCE * DULL_NANOS, credit + now - last);
        last = now;
        if (hasNews) {
            return usualNanos;
        }
        boolean isOften = credit < 2 * DULL_NANOS;
        credit = Math.max(0, credit - DULL_NANOS);
        return isOften ? Math.max(usualNanos, DULL_NANOS) : usualNanos;
    }
}
