package io.connflux.stream.tracefs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The CPUs that run now. */
final class OnlineCpus {

    private static final Path FILE = Path.of("/sys/devices/system/cpu/online");

    private OnlineCpus() {}

    /** Their numbers. */
    static List<Integer> read() throws IOException {
        return parse(Files.readString(FILE).strip());
    }

    /** Reads {@code 0-3,6}. */
    static List<Integer> parse(String list) throws IOException {
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
            throw new IOException(FILE + " says '" + list + "', which is no list of CPUs", e);
        }
        return numbers;
    }
}
