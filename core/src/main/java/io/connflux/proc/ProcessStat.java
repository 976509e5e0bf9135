package io.connflux.proc;

import org.jspecify.annotations.Nullable;

/**
 * What {@code /proc/PID/stat} says of a process or a thread ({@code do_task_stat} in {@code fs/proc/array.c}).
 *
 * @param name {@code comm}: any bytes
 * @param parent the process that made it
 * @param startTicks when it started, in clock ticks since boot
 */
public record ProcessStat(String name, int parent, int session, long startTicks) {

    /** Behind the name, from the state on. */
    private static final int START = 19;

    /** Null where the text is none. */
    public static @Nullable ProcessStat parse(String text) {
        // The name may hold parentheses and spaces: it ends at the last one.
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open || text.length() < close + 2) {
            return null;
        }
        String[] fields = text.substring(close + 2).split(" ", START + 2);
        if (fields.length <= START) {
            return null;
        }
        try {
            return new ProcessStat(
                    text.substring(open + 1, close),
                    Integer.parseInt(fields[1]),
                    Integer.parseInt(fields[3]),
                    Long.parseLong(fields[START].strip()));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
