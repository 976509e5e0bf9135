package io.connflux.stream.tracefs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The CPUs that run.
 *
 * @param file that lists them, {@code /sys/devices/system/cpu/online}
 * @param numbers of those that ran when it was read
 */
record OnlineCpus(Path file, List<Integer> numbers) {

    /** Reads {@code 0-3,6}. */
    static OnlineCpus read(Path file) throws IOException {
        String list = Files.readString(file).strip();
        List<Integer> numbers = new ArrayList<>();
        try {
            for (String range : list.split(",", -1)) {
                int dash = range.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
                int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
                for (int number = first; number <= last; number++) {
                    numbers.add(number);
                }
            }
        } catch (NumberFormatException e) {
            throw new IOException(file + " says '" + list + "', which is no list of CPUs", e);
        }
        return new OnlineCpus(file, List.copyOf(numbers));
    }

    /**
     * Makes sure that no other has begun to run.
     *
     * @throws IOException where one has, which nobody reads
     */
    void check() throws IOException {
        for (int number : read(file).numbers) {
            if (!numbers.contains(number)) {
                throw new IOException("CPU " + number + " runs since the kernel's trace was opened, and is not read;"
                        + " the trace is to be opened anew");
            }
        }
    }
}
