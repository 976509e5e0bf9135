package io.connflux.procfs.netns;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.table.SnapshotBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which network namespaces are read, and the directories that show them: each like {@code /proc/net}, with the files of one
 * namespace. One poll at a time: {@link #begin}, {@link #through} for each namespace, {@link #end}.
 */
public sealed interface NamespaceViews permits OwnView, ProcessViews {

    /**
     * The namespaces that a poll is to read.
     *
     * @return none where those that were asked for are there no more
     * @throws IOException where it cannot be told which there are
     */
    List<NetworkNamespace> begin() throws IOException;

    /**
     * Reads a namespace through a directory that shows it all the time of the reading. What was read through another is dropped,
     * and the next directory takes its turn.
     *
     * @return null where no directory shows it
     * @throws IOException where it cannot be told which do
     */
    @Nullable
    NamespaceRead through(NetworkNamespace namespace, Function<Path, NamespaceRead> read) throws IOException;

    /** The protocols that have no socket in a directory's namespace, as far as that is cheaper to ask than to read. */
    Set<Protocol> idle(Path directory);

    /** Adds to a snapshot what is not of one namespace alone: the kernel's counters of all, and what was not seen. */
    void end(SnapshotBuilder snapshot, List<NamespaceRead> read);
}
