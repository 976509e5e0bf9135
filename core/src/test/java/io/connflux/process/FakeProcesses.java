package io.connflux.process;

import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@code /proc} of a test's own making: what cannot be made to happen with real processes, thousands of them for example. */
public final class FakeProcesses {

    private final Path root;
    private final Map<Long, Connection> sockets = new TreeMap<>();

    FakeProcesses(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("proc"));
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("proc/stat"), "cpu 1 2 3\nbtime 1000000000\nprocesses 5\n");
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\nweb:x:33:33::/:/bin/sh\nbroken\n");
        process(1, 1, 0, "init");
        Files.createDirectories(root.resolve("proc/1/ns"));
        pidNamespace(4026531836L);
        Files.createDirectories(root.resolve("proc/self/ns"));
        ownPidNamespace(4026531836L);
    }

    /** That of who reads it. */
    void ownPidNamespace(long inode) throws IOException {
        Path link = root.resolve("proc/self/ns/pid");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("pid:[" + inode + "]"));
    }

    Path proc() {
        return root.resolve("proc");
    }

    void pidNamespace(long inode) throws IOException {
        Path link = root.resolve("proc/1/ns/pid");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of("pid:[" + inode + "]"));
    }

    Path process(int pid, long startTicks, int parent, String name) throws IOException {
        Path directory =
                Files.createDirectories(root.resolve("proc/" + pid + "/fd")).getParent();
        Files.writeString(
                directory.resolve("stat"),
                pid + " (" + name + ") S " + parent + " " + pid + " 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 " + startTicks
                        + " 0 0\n");
        Files.writeString(directory.resolve("status"), "Name:\t" + name + "\nUid:\t0\t33\t33\t33\n");
        Files.writeString(directory.resolve("cmdline"), "/bin/" + name + "\0-x\0");
        Files.writeString(directory.resolve("cgroup"), "0::/system.slice/" + name + ".service\n");
        Files.deleteIfExists(directory.resolve("exe"));
        Files.createSymbolicLink(directory.resolve("exe"), Path.of("/bin/" + name));
        return directory;
    }

    /** A process with so many descriptors that are no sockets. */
    void full(int pid, int descriptors) throws IOException {
        process(pid, 1_000_000 - pid, 1, "p" + pid);
        for (int number = 0; number < descriptors; number++) {
            descriptor(pid, number, "pipe:[1]");
        }
    }

    void controlGroup(int pid, String text) throws IOException {
        Files.writeString(root.resolve("proc/" + pid + "/cgroup"), text);
    }

    void user(int pid, long uid) throws IOException {
        Files.writeString(root.resolve("proc/" + pid + "/status"), "Uid:\t0\t" + uid + "\t33\t33\n");
    }

    void end(int pid) throws IOException {
        try (var files = Files.walk(root.resolve("proc/" + pid))) {
            List<Path> all = new ArrayList<>(files.toList());
            Collections.reverse(all);
            for (Path file : all) {
                Files.delete(file);
            }
        }
    }

    void descriptor(int pid, int number, String target) throws IOException {
        Files.createSymbolicLink(root.resolve("proc/" + pid + "/fd/" + number), Path.of(target));
    }

    void holds(int pid, int number, long inode) throws IOException {
        descriptor(pid, number, "socket:[" + inode + "]");
    }

    /** A process's descriptor, and the established connection that it is. */
    void opens(int pid, int number, long inode) throws IOException {
        holds(pid, number, inode);
        socket(inode, SocketState.ESTABLISHED);
    }

    void closes(int pid, int number) throws IOException {
        Files.delete(root.resolve("proc/" + pid + "/fd/" + number));
    }

    void socket(long inode, SocketState state) {
        sockets.put(inode, connection(inode, state));
    }

    void gone(long inode) {
        sockets.remove(inode);
    }

    Snapshot snapshot() {
        return Snapshot.of(Instant.EPOCH, sockets.values());
    }

    public static Connection connection(long inode, SocketState state) {
        int port = (int) (1_024 + inode % 60_000);
        return Connection.of(
                Protocol.TCP,
                new Endpoint(Address.ipv4(0x7F000001), port),
                new Endpoint(Address.ipv4(0x0A000000 + (int) inode), 80),
                state,
                33,
                inode);
    }
}
