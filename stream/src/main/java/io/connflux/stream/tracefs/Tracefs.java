package io.connflux.stream.tracefs;

import io.connflux.filter.Filter;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import io.connflux.stream.thread.Bell;
import io.connflux.stream.tracefs.entry.Endings;
import io.connflux.stream.tracefs.entry.EntryDecoder;
import io.connflux.stream.tracefs.entry.Tasks;
import io.connflux.stream.tracefs.entry.ThreadOwners;
import io.connflux.stream.tracefs.entry.TraceEvent;
import io.connflux.stream.tracefs.instance.OwnInstances;
import io.connflux.stream.tracefs.instance.Refusal;
import io.connflux.stream.tracefs.instance.SocketChoice;
import io.connflux.stream.tracefs.instance.TraceInstance;
import io.connflux.stream.tracefs.page.PageLayout;
import io.connflux.stream.tracefs.page.TracePage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Every change of every TCP socket's state on this host, in all network namespaces, as the kernel's trace tells it. Immutable.
 *
 * <p>An instance of the trace is read that nobody else uses: one that is made for each reader, which root may do, and that goes when
 * the reader is closed; or one that root has prepared ({@link PreparedTrace}), which needs no privilege to read. What a killed
 * process has left is taken away by the next reader that makes one.
 *
 * <p>A change is told with its process where that did it itself, and either began after the trace did, of which the kernel tells too, or
 * still is there some milliseconds later; with its network namespace in the latter case. Not where a packet's arrival did it. Which way a connection ended is told where the kernel proves it. From
 * {@code FIN_WAIT2} one is closed as soon as this host is done with it, whatever the peer may still do.
 */
public final class Tracefs implements ObservationSource {

    /** Where it is mounted from Linux 4.1 on. */
    public static final Path ROOT = Path.of("/sys/kernel/tracing");

    private static final Path PROC = Path.of("/proc");
    private static final Path CPUS = Path.of("/sys/devices/system/cpu/online");

    private final Path root;
    private final boolean isPrepared;
    private final TraceSettings settings;
    private final SocketChoice choice;

    private Tracefs(Path root, boolean isPrepared, TraceSettings settings, SocketChoice choice) {
        this.root = Objects.requireNonNull(root, "root");
        this.isPrepared = isPrepared;
        this.settings = Objects.requireNonNull(settings, "settings");
        this.choice = choice;
    }

    /**
     * A trace of which each reader makes an instance for itself.
     *
     * @param root where tracefs is mounted, {@link #ROOT} mostly
     */
    public static Tracefs at(Path root) {
        return new Tracefs(root, false, TraceSettings.DEFAULT, SocketChoice.ALL);
    }

    /**
     * An instance that somebody else has prepared. It is neither set nor removed; it can have one reader at a time.
     *
     * @param instance its folder, wherever that is mounted
     */
    public static Tracefs prepared(Path instance) {
        return new Tracefs(instance, true, TraceSettings.DEFAULT, SocketChoice.ALL);
    }

    /** The same with other settings; {@link TraceSettings#kilobytes} is for who makes the instance. */
    public Tracefs with(TraceSettings other) {
        return new Tracefs(root, isPrepared, other, choice);
    }

    /**
     * The same for connections alone that a filter can mean, where that names ports or means IPv6 alone: of others the kernel tells
     * nothing, so that they cost nothing, and are seen by polls. An instance that somebody else has prepared tells of all; so does one
     * for a filter that says nothing of both, or names so many ports that the kernel would take longer to compare them than to tell.
     */
    public Tracefs of(Filter filter) {
        return new Tracefs(root, isPrepared, settings, SocketChoice.of(filter));
    }

    /**
     * Events that this kernel does not have, so that the way in which some connections end is not known: {@code
     * sock:inet_sk_error_report} before Linux 5.15 for example. Empty where it has all, and where the trace cannot be read at all,
     * of which {@link #open} gives the reason.
     */
    public List<String> missing() {
        Path events = root.resolve("events");
        return Files.exists(TraceEvent.STATE_CHANGE.in(events))
                ? Arrays.stream(TraceEvent.values())
                        .filter(event -> !event.isOfTasks() && !event.mayBeIn(events))
                        .map(TraceEvent::label)
                        .toList()
                : List.of();
    }

    /**
     * Events that this kernel has and a prepared instance does not tell this user, as one that an earlier version has prepared: then
     * how some connections end is not known, or whose one was that is gone. Empty where it tells all, for an instance of a reader's own,
     * and where it cannot be read at all, of which {@link #open} gives the reason.
     */
    public List<String> unprepared() {
        Path events = root.resolve("events");
        if (!isPrepared || !Files.exists(TraceEvent.STATE_CHANGE.in(events))) {
            return List.of();
        }
        Set<TraceEvent> told;
        try {
            told = new TraceInstance(root).told();
        } catch (IOException e) {
            return List.of();
        }
        return Arrays.stream(TraceEvent.values())
                .filter(event -> event.mayBeIn(events) && !told.contains(event))
                .map(TraceEvent::label)
                .toList();
    }

    @Override
    public ObservationReader open(Runnable arrival) throws IOException {
        Objects.requireNonNull(arrival, "arrival");
        if (isPrepared) {
            try {
                TraceInstance prepared = new TraceInstance(root);
                prepared.check();
                return open(prepared, arrival, () -> {});
            } catch (FileSystemException e) {
                throw Refusal.ofPrepared(root, e);
            }
        }
        OwnInstances own = new OwnInstances(root, PROC);
        own.removeLeft();
        TraceInstance made = TraceInstance.make(root, own.name(), settings.kilobytes(), choice);
        try {
            return ClosedAtExit.of(open(made, arrival, made::remove));
        } catch (IOException e) {
            try {
                made.remove();
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private ObservationReader open(TraceInstance instance, Runnable arrival, Closeable end) throws IOException {
        PageLayout layout = PageLayout.read(instance.events());
        Bell bell = new Bell(arrival);
        Set<TraceEvent> told = instance.told();
        List<CpuReader> readers = new ArrayList<>();
        OnlineCpus cpus = OnlineCpus.read(CPUS);
        try {
            int room = Math.max(1, settings.waiting() / cpus.numbers().size());
            for (int cpu : cpus.numbers()) {
                ThreadOwners threads = new ThreadOwners(PROC, settings.memory().toNanos());
                EntryDecoder decoder = EntryDecoder.read(instance.events(), told, threads);
                TracePage page = new TracePage(layout, ByteOrder.nativeOrder());
                readers.add(new CpuReader(instance.cpu(cpu), page, decoder, bell, settings, room));
            }
        } catch (IOException e) {
            TraceReader.closeAll(readers);
            throw e;
        }
        return new TraceReader(
                cpus,
                readers,
                bell,
                new Tasks(PROC),
                new Endings(TraceEvent.proveOrder(told)),
                new NamespaceLook(PROC),
                end);
    }
}
