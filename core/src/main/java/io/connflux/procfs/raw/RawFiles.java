package io.connflux.procfs.raw;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a directory in which polls are recorded, in their order. */
final class RawFiles {

    private static final String PREFIX = "connflux-raw-";
    private static final String SUFFIX = ".gz";

    private RawFiles() {}

    static Path file(Path directory, int number) {
        return directory.resolve(PREFIX + String.format("%08d", number) + SUFFIX);
    }

    static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> isRaw(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isRaw(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }
}
