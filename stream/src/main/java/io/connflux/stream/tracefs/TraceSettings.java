package io.connflux.stream.tracefs;

import java.time.Duration;
import java.util.Objects;

/**
 * How the kernel's trace is read.
 *
 * @param kilobytes the kernel's buffer for each CPU; 76 bytes of it a change on Linux 6.18, and about
 *     60 each time that a thread begins or gets another name. Too small, and changes are lost while the
 *     reader does not run; what is too large is memory of the kernel that is not given back as long as it is read
 * @param pause how long a CPU's events are let come together after some that were told. Too short, and each costs a read of its
 *     own; too long, and what is told comes that much later
 * @param waiting how many changes may wait to be taken, of all CPUs together; about 200 bytes of heap each. Where as many wait, the
 *     kernel's buffer fills, and then changes are lost
 * @param memory how long it holds whose thread one is, and its network namespace. Too short, and each change costs two reads in
 *     {@code /proc}; too long, and a thread that went into another namespace is told in the former
 */
public record TraceSettings(int kilobytes, Duration pause, int waiting, Duration memory) {

    private static final int MOST_KILOBYTES = 1 << 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** 1,408 kB, which is the kernel's own figure; 1 ms; 65,536; 100 ms. */
    public static final TraceSettings DEFAULT =
            new TraceSettings(1408, Duration.ofMillis(1), 65_536, Duration.ofMillis(100));

    /** @throws IllegalArgumentException where one cannot be meant */
    public TraceSettings {
        if (kilobytes < 1 || kilobytes > MOST_KILOBYTES) {
            throw new IllegalArgumentException(
                    "a buffer of each CPU has 1 to " + MOST_KILOBYTES + " kilobytes, not " + kilobytes);
        }
        if (waiting < 1) {
            throw new IllegalArgumentException("at least 1 change may wait, not " + waiting);
        }
        check("pause", pause);
        check("memory", memory);
    }

    private static void check(String setting, Duration time) {
        Objects.requireNonNull(time, setting);
        if (time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    setting + " must be 0 to " + LONGEST.toSeconds() + " seconds, not " + time);
        }
    }

    /** The same with another buffer of each CPU. */
    public TraceSettings withKilobytes(int other) {
        return new TraceSettings(other, pause, waiting, memory);
    }

    /** The same with another pause. */
    public TraceSettings withPause(Duration other) {
        return new TraceSettings(kilobytes, other, waiting, memory);
    }

    /** The same with another number of changes that may wait. */
    public TraceSettings withWaiting(int other) {
        return new TraceSettings(kilobytes, pause, other, memory);
    }

    /** The same with another memory of whose threads there are. */
    public TraceSettings withMemory(Duration other) {
        return new TraceSettings(kilobytes, pause, waiting, other);
    }
}
