package io.connflux.procfs.netns;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.table.SnapshotBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The {@code net} under a root, the one view there is: of the reader's own namespace, or of process 1's where the root is
 * another host view. Nothing tells which namespace it is.
 */
public final class OwnView implements NamespaceViews {

    /** Where the links named {@code self} are about the reader. */
    static final Path OWN_PROC = Path.of("/proc");

    private final Path root;

    /** @param root of a {@code /proc} */
    public OwnView(Path root) {
        this.root = root;
    }

    @Override
    public List<NetworkNamespace> begin() {
        return List.of(NetworkNamespace.UNSPECIFIED);
    }

    @Override
    public NamespaceRead through(NetworkNamespace namespace, Function<Path, NamespaceRead> read) {
        return read.apply(directory());
    }

    /** None: its files are read at each poll. */
    @Override
    public Set<Protocol> idle(Path directory) {
        return Set.of();
    }

    @Override
    public void end(SnapshotBuilder snapshot, List<NamespaceRead> read) {
        read.forEach(each -> snapshot.kernelCounters(each.counters()));
    }

    /** Where the files are now. A {@code net} that is no link is one that was captured. */
    private Path directory() {
        Path net = root.resolve("net");
        return root.equals(OWN_PROC) || !Files.isSymbolicLink(net) ? net : root.resolve("1/net");
    }

    /** The directory's path. */
    @Override
    public String toString() {
        return directory().toString();
    }
}
