package io.connflux.procfs;

import static io.connflux.procfs.ProcTree.HEADER;
import static io.connflux.procfs.ProcTree.row;

import io.connflux.model.Protocol;
import io.connflux.procfs.file.FileId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that looks like a host's {@code /proc} with processes in namespaces; a namespace is a file of its own. */
public record FakeHost(Path root) {

    /** Makes a namespace, whose inode is the one of its file. */
    public long namespace(String label) throws IOException {
        Path made = Files.createDirectories(root.resolve("nsfs")).resolve(label);
        Files.createFile(made);
        long inode = FileId.of(made).inode();
        Files.move(made, root.resolve("nsfs/net:[" + inode + "]"));
        return inode;
    }

    /** Gives it a name, as {@code ip netns add} does. */
    public void name(long inode, String name) throws IOException {
        Path names = Files.createDirectories(root.resolve("1/root/run/netns"));
        Files.createLink(names.resolve(name), root.resolve("nsfs/net:[" + inode + "]"));
    }

    /** Starts a process, or moves it to another namespace; its {@code net} lists one listener for each port. */
    public void process(String pid, long inode, int... ports) throws IOException {
        Path links = Files.createDirectories(root.resolve(pid).resolve("ns"));
        Files.deleteIfExists(links.resolve("net"));
        // The real one has no path; what it says is the link's text, and what it leads to the namespace.
        Path file = links.resolve("net:[" + inode + "]");
        Files.deleteIfExists(file);
        Files.createLink(file, root.resolve("nsfs/net:[" + inode + "]"));
        Files.createSymbolicLink(links.resolve("net"), Path.of("net:[" + inode + "]"));
        StringBuilder text = new StringBuilder(HEADER);
        for (int port : ports) {
            text.append(row(0, port, 10, inode * 100_000 + port));
        }
        new ProcTree(root.resolve(pid)).write(Protocol.TCP, text.toString());
    }

    /** What the kernel has counted of a process's namespace. */
    public void sockstat(String pid, int tcp, int timeWait, int tcp6) throws IOException {
        Path net = root.resolve(pid).resolve("net");
        Files.writeString(
                net.resolve("sockstat"),
                "sockets: used 9\nTCP: inuse " + tcp + " orphan 0 tw " + timeWait
                        + " alloc 34004 mem 213\nUDP: inuse 0 mem 0\nUDPLITE: inuse 0\n");
        Files.writeString(net.resolve("sockstat6"), "TCP6: inuse " + tcp6 + "\nUDP6: inuse 0\n");
    }

    /** As a process that has ended and was not waited for: it is there, and has no namespace. */
    public void zombie(String pid) throws IOException {
        Files.createDirectories(root.resolve(pid).resolve("ns"));
    }

    public void end(String pid) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(root.resolve(pid))) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
