package io.connflux.stream.tracefs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What readers of the trace have made, and take away when they are closed. */
final class ReadersTraces {

    static final Path INSTANCES = Tracefs.ROOT.resolve("instances");

    private ReadersTraces() {}

    /** The names of the instances that a process has made in the kernel. */
    static List<String> instancesOf(long pid) throws IOException {
        try (Stream<Path> all = Files.list(INSTANCES)) {
            return all.map(each -> each.getFileName().toString())
                    .filter(each -> each.matches("connflux-[0-9]+-" + pid + "-.*"))
                    .toList();
        }
    }

    /** The names of the threads of this process that read. */
    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(each -> each.startsWith("connflux-trace-"))
                .toList();
    }
}
