package io.connflux.process.search;

import io.connflux.model.Owner.Unnamed;
import io.connflux.model.OwnerProcess;
import io.connflux.process.files.ProcessFiles;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.process.sockets.KnownSocket;
import io.connflux.process.sockets.KnownSockets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which sockets are looked for, and what is made of a holder that was found. */
public final class MissingOwners {

    private final KnownSockets holdings;
    private final LikelyOwners likely;
    private final ProcessFiles files;
    private final Function<Stat, @Nullable OwnerProcess> description;
    private final Map<Stat, OwnerProcess> described = new HashMap<>();
    /** Those of whom nobody is known, and those that have lost their holder, in the order in which they were asked for. */
    private final Set<Long> pending = new LinkedHashSet<>();
    /** Those that the walk under way was begun for. */
    private final Set<Long> asked = new HashSet<>();
    /** Those that were found lately: there may be other holders. */
    private final Set<Long> lately = new HashSet<>();

    private final List<KnownSocket> found = new ArrayList<>();
    /** Sockets that were opened since the snapshot was read: the next one has their rows. */
    private Map<Long, DescriptorPlace> early = new HashMap<>();

    public MissingOwners(
            KnownSockets holdings,
            LikelyOwners likely,
            ProcessFiles files,
            Function<Stat, @Nullable OwnerProcess> description) {
        this.holdings = holdings;
        this.likely = likely;
        this.files = files;
        this.description = description;
    }

    public void lookFor(KnownSocket holding, long poll) {
        holding.lookFor(poll);
        // To the end: they are sorted by the poll.
        pending.remove(holding.inode());
        pending.add(holding.inode());
    }

    void leave(KnownSocket holding) {
        pending.remove(holding.inode());
    }

    boolean isLookedFor(KnownSocket holding) {
        return pending.contains(holding.inode());
    }

    /** Whether there is one left of which nobody is known. */
    boolean missesSome() {
        return !pending.isEmpty();
    }

    /** Whether one is missing since an earlier poll, and is no socket that was closed a moment after it was met. */
    boolean missesSomeSinceBefore(long poll) {
        return pending.stream()
                .limit(1)
                .map(holdings::get)
                .anyMatch(holding -> holding != null && holding.since() < poll);
    }

    public Collection<KnownSocket> missing() {
        return pending.stream().map(holdings::get).filter(Objects::nonNull).toList();
    }

    /**
     * A walk begins, for all that are missing.
     *
     * @param there the processes that there are: what is known of others is forgotten
     */
    void begin(Set<Stat> there) {
        described.keySet().retainAll(there);
        asked.clear();
        asked.addAll(pending);
    }

    /** Looks for no more holders of those that were found. */
    void rest() {
        lately.clear();
    }

    /** Whether a socket is looked for, or was found lately. */
    boolean wants(long inode) {
        return pending.contains(inode) || lately.contains(inode);
    }

    /** Whether relatives of a holder may hold it under any number: a listener is handed on, a connection inherited. */
    boolean isHandedOn(long inode) {
        KnownSocket holding = holdings.get(inode);
        return holding != null && holding.isListener();
    }

    /** The poll since which it is looked for. */
    long since(long inode) {
        KnownSocket holding = holdings.get(inode);
        return holding == null ? 0 : holding.since();
    }

    /** A holder. Whether it was not known to be one. */
    boolean found(long inode, Stat holder, int descriptor) {
        KnownSocket holding = holdings.get(inode);
        if (holding == null) {
            return false;
        }
        OwnerProcess process = described.computeIfAbsent(holder, description);
        if (process == null) {
            foundGone(inode, holder);
            return false;
        }
        boolean first = holding.holders().isEmpty();
        boolean other = !holding.holders().containsKey(holder);
        holdings.tell(holding, holding.with(holder, descriptor, process));
        lately.add(inode);
        // Process 1 holds for others what they are started for; they are searched to the end.
        if (!holding.isListener() || holder.pid() != 1) {
            pending.remove(inode);
        }
        if (first) {
            found.add(holding);
        }
        likely.found(holding.localPort(), holder.pid());
        return other;
    }

    /** A socket that is not looked for. It may be one of another family; or it will be, and nobody looks there again. */
    void sawOther(long inode, Stat holder, int descriptor) {
        if (holdings.get(inode) == null) {
            early.put(inode, new DescriptorPlace(holder, descriptor));
        }
    }

    /** Where sockets that are looked for were seen in the poll before. */
    List<DescriptorPlace> takeSeenBefore() {
        Map<Long, DescriptorPlace> before = early;
        early = new HashMap<>();
        return pending.stream().map(before::get).filter(Objects::nonNull).toList();
    }

    /** A holder that is gone, if that is certain. */
    public void foundGone(long inode, Stat holder) {
        KnownSocket holding = holdings.get(inode);
        if (holding != null && files.isGone(holder)) {
            holding.exited();
        }
    }

    /** Describes a process anew. Null where it is gone. */
    @Nullable
    OwnerProcess describe(Stat stat) {
        OwnerProcess process = description.apply(stat);
        if (process != null) {
            described.put(stat, process);
        }
        return process;
    }

    /** Those that were found since this was asked last. */
    List<KnownSocket> takeFound() {
        List<KnownSocket> taken = List.copyOf(found);
        found.clear();
        return taken;
    }

    /**
     * Whoever the walk was begun for and was not found is held by nobody that can be seen.
     *
     * @param reason why that may be
     */
    void end(@Nullable Unnamed reason) {
        for (long inode : asked) {
            KnownSocket holding = holdings.get(inode);
            if (pending.remove(inode) && holding != null && !holding.isNamed()) {
                holdings.tell(holding, reason);
            }
        }
        asked.clear();
    }
}
