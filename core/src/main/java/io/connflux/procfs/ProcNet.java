package io.connflux.procfs;

import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.procfs.file.ReadLog;
import io.connflux.procfs.file.SocketFiles;
import io.connflux.procfs.netns.NamespaceReader;
import io.connflux.procfs.netns.NamespaceViews;
import io.connflux.procfs.netns.OwnView;
import io.connflux.procfs.netns.ProcessViews;
import io.connflux.table.FileProblem;
import io.connflux.table.NamespaceSelection;
import io.connflux.table.NamespaceTables;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The socket files under a {@code /proc}, as a source of snapshots. No privilege is needed, nothing is kept open between two
 * reads.
 *
 * <p>Read is the reader's own network namespace, of which no connection tells which it is, unless {@link #namespaces} says
 * otherwise. Where the root is another host view than this process's own {@code /proc}, as one that a container has of its
 * host, it is that of its process 1: {@code net} leads to the reader's own there too, or nowhere.
 *
 * <p>The settings give a new source each and leave the old one as it is. A source remembers how many rows came last, so that
 * the next read need not grow its columns. Any thread may read; two at once take turns.
 */
public final class ProcNet implements SnapshotSource {

    private final Options options;
    private final OwnView own;
    private final NamespaceReader reader;
    private long reads;

    /**
     * @param selection null for the reader's own namespace
     * @param recorder null for none
     */
    private record Options(
            Path root,
            Set<Protocol> protocols,
            ByteOrder byteOrder,
            Clocks clocks,
            @Nullable NamespaceSelection selection,
            @Nullable RawRecorder recorder) {

        Options {
            Objects.requireNonNull(root, "root");
            Objects.requireNonNull(byteOrder, "byteOrder");
        }

        Options withProtocols(Set<Protocol> chosen) {
            return new Options(root, EnumSet.copyOf(chosen), byteOrder, clocks, selection, recorder);
        }

        Options withByteOrder(ByteOrder order) {
            return new Options(root, protocols, order, clocks, selection, recorder);
        }

        Options withClocks(Clocks others) {
            return new Options(root, protocols, byteOrder, others, selection, recorder);
        }

        Options withSelection(NamespaceSelection selected) {
            return new Options(
                    root, protocols, byteOrder, clocks, Objects.requireNonNull(selected, "namespaces"), recorder);
        }

        Options withRecorder(RawRecorder keeper) {
            return new Options(
                    root, protocols, byteOrder, clocks, selection, Objects.requireNonNull(keeper, "recordedBy"));
        }
    }

    private record Clocks(InstantSource clock, LongSupplier steady) {

        Clocks {
            Objects.requireNonNull(clock, "clock");
            Objects.requireNonNull(steady, "steady");
        }

        Moment now() {
            return Moment.now(clock, steady);
        }
    }

    private ProcNet(Options options) {
        this.options = options;
        this.own = new OwnView(options.root);
        NamespaceSelection selection = options.selection;
        NamespaceViews views = selection == null ? own : new ProcessViews(options.root, selection);
        RawRecorder recorder = options.recorder;
        ReadLog log = recorder == null ? ReadLog.NONE : recorder.log();
        this.reader = new NamespaceReader(
                views, new SocketFiles(options.protocols, options.byteOrder, options.clocks::now, log));
    }

    /**
     * All four files under a root.
     *
     * @param root {@code /proc}, or another host's mounted elsewhere; the files are looked for in {@code root/net}, or in
     *     {@code root/1/net} where that is a link which would lead elsewhere
     */
    public static ProcNet at(Path root) {
        Clocks clocks = new Clocks(Clock.systemUTC(), System::nanoTime);
        return new ProcNet(
                new Options(root, EnumSet.allOf(Protocol.class), ByteOrder.nativeOrder(), clocks, null, null));
    }

    /**
     * Reads these files alone.
     *
     * @throws IllegalArgumentException where there are none
     */
    public ProcNet only(Set<Protocol> chosen) {
        if (Objects.requireNonNull(chosen, "protocols").isEmpty()) {
            throw new IllegalArgumentException("at least one of tcp, tcp6, udp, udp6 must be read");
        }
        return new ProcNet(options.withProtocols(chosen));
    }

    /** The byte order of the host that printed the files; this machine's unless they were captured elsewhere. */
    public ProcNet byteOrder(ByteOrder order) {
        return new ProcNet(options.withByteOrder(order));
    }

    /** Where printed times come from; the system's clock unless said otherwise. It may be set back or forward. */
    public ProcNet clock(InstantSource source) {
        return clock(source, options.clocks.steady);
    }

    /**
     * Both clocks.
     *
     * @param steady where durations come from, in nanoseconds, and what tells that the other one was set: {@link
     *     System#nanoTime} unless said otherwise
     */
    public ProcNet clock(InstantSource source, LongSupplier steady) {
        return new ProcNet(options.withClocks(new Clocks(source, steady)));
    }

    /**
     * Reads these network namespaces, and tells of each connection which one it belongs to. A namespace is seen while it has
     * a process; one with a name and no process is {@link Snapshot#unseen()}, as are processes that this user may not look at.
     * A process that moves to another namespace later than right after its start is noticed within as many reads as the host
     * has times 256 processes. The kernel's counters are the sum of all.
     */
    public ProcNet namespaces(NamespaceSelection selected) {
        return new ProcNet(options.withSelection(selected));
    }

    /** Has all that is read kept as it is read. */
    public ProcNet recordedBy(RawRecorder recorder) {
        return new ProcNet(options.withRecorder(recorder));
    }

    /**
     * Reads all files, one after the other. Takes turns: who cancels a stream and subscribes to it again at once has the old
     * read still under way beside the new one.
     *
     * @throws IOException where not one of them could be read; a file that is absent or fails beside others that can be read
     *     is {@link NamespaceTables#missing()}. Where the one namespace that was selected is not there at the first read; at a
     *     later one it is gone, and the snapshot has none.
     */
    @Override
    public synchronized Snapshot read() throws IOException {
        Moment began = options.clocks.now();
        SnapshotBuilder builder = new SnapshotBuilder(began.clock()).byteOrder(options.byteOrder);
        RawRecorder recorder = options.recorder;
        if (recorder != null) {
            recorder.log().poll(began, options.byteOrder);
        }
        reader.read(builder, (reads++ & 1) == 1);
        Moment ended = options.clocks.now();
        if (recorder != null) {
            recorder.log().end(ended);
        }
        Snapshot snapshot = builder.span(new ReadSpan(began, ended)).build();
        if (!snapshot.namespaces().isEmpty() && snapshot.tables().isEmpty()) {
            String reasons = snapshot.missing().values().stream()
                    .map(FileProblem::reason)
                    .collect(Collectors.joining("; "));
            throw new IOException("no socket file can be read under " + own + " (" + reasons
                    + "); is this the path of a Linux /proc?");
        }
        return snapshot;
    }

    @Override
    public String toString() {
        return own.toString();
    }
}
