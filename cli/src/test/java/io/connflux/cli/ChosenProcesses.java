package io.connflux.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@code /proc} with the processes of a test alone, so that a search for owners has nothing to do with what else the host
 * runs. It is of links into the real one: sockets, descriptors and users are real, and no privilege is needed.
 */
final class ChosenProcesses {

    private static final Path REAL = Path.of("/proc");

    private final Path root;

    /** @param host becomes what a host's root is: {@code proc} with {@code etc} beside it */
    ChosenProcesses(Path host) throws IOException {
        root = Files.createDirectories(host.resolve("proc"));
        Files.createSymbolicLink(host.resolve("etc"), Path.of("/etc"));
        for (String file : List.of("stat", "self", "net")) {
            Files.createSymbolicLink(root.resolve(file), REAL.resolve(file));
        }
        // There always is a process 1, through which the tables are read; of its descriptors there are none to be
        // looked at.
        Path first = Files.createDirectories(root.resolve("1"));
        Files.createDirectory(first.resolve("fd"));
        for (String file : List.of("stat", "status", "cmdline", "cgroup")) {
            Files.createSymbolicLink(first.resolve(file), REAL.resolve("1").resolve(file));
        }
        Path here = REAL.resolve(Long.toString(ProcessHandle.current().pid()));
        for (String file : List.of("net", "ns", "root")) {
            Files.createSymbolicLink(first.resolve(file), here.resolve(file));
        }
    }

    Path path() {
        return root;
    }

    /** Adds a process and those that it has started, in time before anybody asks whose their sockets are. */
    void add(ProcessHandle process) throws IOException {
        add(process.pid());
        for (ProcessHandle each : process.descendants().toList()) {
            add(each.pid());
        }
    }

    private void add(long pid) throws IOException {
        Path link = root.resolve(Long.toString(pid));
        if (!Files.isSymbolicLink(link)) {
            Files.createSymbolicLink(link, REAL.resolve(Long.toString(pid)));
        }
    }
}
