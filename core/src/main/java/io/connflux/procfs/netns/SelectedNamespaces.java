package io.connflux.procfs.netns;

import io.connflux.procfs.file.FileId;
import io.connflux.table.NamespaceSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Which namespaces a {@link NamespaceSelection} means at one moment. */
final class SelectedNamespaces {

    private final Path root;
    private final NamespaceSelection selection;
    private final ProcessNamespaces processes;
    private long chosen;

    SelectedNamespaces(Path root, NamespaceSelection selection, ProcessNamespaces processes) {
        this.root = root;
        this.selection = selection;
        this.processes = processes;
    }

    boolean areAll() {
        return selection instanceof NamespaceSelection.All;
    }

    /**
     * Their inodes, ascending. None where the one that was chosen is not there any more.
     *
     * @throws IOException where there are none at the first call
     */
    List<Long> inodes() throws IOException {
        if (selection instanceof NamespaceSelection.All) {
            processes.walk(false);
            List<Long> all = List.copyOf(processes.byNamespace().keySet());
            if (all.isEmpty()) {
                throw new IOException("no process under " + root + " tells its network namespace ("
                        + processes.unreadable() + " may not be looked at); root or CAP_SYS_PTRACE may");
            }
            return all;
        }
        if (selection instanceof NamespaceSelection.BoundTo bound) {
            return boundTo(bound.file());
        }
        if (chosen == 0) {
            chosen = ofProcess();
        }
        return List.of(chosen);
    }

    /** The process to read the chosen namespace through first; empty where the selection names none. */
    String process() {
        return selection instanceof NamespaceSelection.OfProcess of
                ? Long.toString(of.pid())
                : selection instanceof NamespaceSelection.Own ? "self" : "";
    }

    /** One whose link tells what kind of file a namespace is. */
    String anyProcess() {
        return Files.exists(processes.link("self")) ? "self" : "1";
    }

    private long ofProcess() throws IOException {
        long inode = processes.namespaceOf(process());
        if (inode == ProcessNamespaces.UNREADABLE) {
            throw new IOException("the network namespace of process " + process() + " may not be looked at ("
                    + processes.link(process()) + "); root or CAP_SYS_PTRACE may");
        }
        if (inode == ProcessNamespaces.NONE) {
            throw new IOException("there is no process " + process() + " with a network namespace under " + root);
        }
        return inode;
    }

    private List<Long> boundTo(Path file) throws IOException {
        if (!Files.exists(file)) {
            if (chosen == 0) {
                throw new IOException(
                        file + " does not exist or may not be looked at; a network namespace was asked for");
            }
            return List.of();
        }
        FileId id = FileId.of(file);
        boolean otherKind = Files.isSymbolicLink(file)
                && Files.readSymbolicLink(file).toString().matches("(?!net:)[a-z_]+:\\[\\d+]");
        if (otherKind
                || !id.device().equals(FileId.of(processes.link(anyProcess())).device())) {
            throw new IOException(file + " is not a network namespace");
        }
        chosen = id.inode();
        return List.of(chosen);
    }
}
