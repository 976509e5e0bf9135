package io.connflux.stream.tracefs;

import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.Observations;
import io.connflux.stream.thread.Bell;
import io.connflux.stream.tracefs.entry.Endings;
import io.connflux.stream.tracefs.entry.Tasks;
import io.connflux.stream.tracefs.entry.TraceEntry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Puts what was read of all CPUs in the order in which it happened. */
final class TraceReader implements ObservationReader {

    /**
     * An event has its stamp before it is in the buffer: the kernel's thread that writes it may be kept up by an interrupt between
     * the two. What is older than this is there.
     */
    private static final long GUARD_NANOS = 1_000_000;

    /** Where a thread of this program gets no CPU; else two or three milliseconds do. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final long BETWEEN_LOOKS_NANOS = 100_000;
    private static final long BETWEEN_LOOKS_AT_CPUS_NANOS = 1_000_000_000;

    private static final Comparator<TraceEntry> BY_TIME = Comparator.comparingLong(TraceEntry::nanos);

    private final OnlineCpus online;
    private final List<CpuReader> cpus;
    private final List<Thread> threads = new ArrayList<>();
    private final Bell bell;
    private final Tasks tasks;
    private final Endings endings;
    private final NamespaceLook namespaces;
    private final Closeable instance;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private long lostAndTold;
    private long lookedAtCpus = System.nanoTime();

    /**
     * Starts to read.
     *
     * @param online the CPUs
     * @param cpus what reads each of them
     * @param namespaces what looks at them
     * @param instance closed behind all that reads it
     */
    TraceReader(
            OnlineCpus online,
            List<CpuReader> cpus,
            Bell bell,
            Tasks tasks,
            Endings endings,
            NamespaceLook namespaces,
            Closeable instance) {
        this.online = online;
        this.cpus = List.copyOf(cpus);
        this.bell = bell;
        this.tasks = tasks;
        this.endings = endings;
        this.namespaces = namespaces;
        this.instance = instance;
        start("connflux-trace-bell", bell);
        for (int i = 0; i < cpus.size(); i++) {
            start("connflux-trace-" + i, cpus.get(i));
        }
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    @Override
    public Observations take() throws IOException {
        try {
            return isClosed.get() ? Observations.NONE : takeOpen();
        } catch (ClosedChannelException e) {
            if (isClosed.get()) {
                return Observations.NONE;
            }
            throw e;
        }
    }

    private Observations takeOpen() throws IOException {
        long asked = System.nanoTime();
        if (asked - lookedAtCpus > BETWEEN_LOOKS_AT_CPUS_NANOS) {
            lookedAtCpus = asked;
            online.check();
        }
        bell.heard();
        List<Observation> told = new ArrayList<>();
        // Who pauses, for events to come together, need not: they are wanted now.
        threads.forEach(LockSupport::unpark);
        LockSupport.parkNanos(GUARD_NANOS);
        while (isBehind(asked, told) && System.nanoTime() - asked < PATIENCE.toNanos()) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        if (!endings.isEmpty() || cpus.stream().anyMatch(CpuReader::hasNews)) {
            bell.ring();
        }
        return new Observations(told, lostSince());
    }

    /** Tells what can be told, and whether something may be missing that happened before a time. */
    private boolean isBehind(long asked, List<Observation> told) throws IOException {
        long horizon = Long.MAX_VALUE;
        for (CpuReader cpu : cpus) {
            horizon = Math.min(horizon, cpu.horizon(GUARD_NANOS));
        }
        List<TraceEntry> entries = new ArrayList<>();
        for (CpuReader cpu : cpus) {
            cpu.moveTo(entries, horizon);
        }
        entries.sort(BY_TIME);
        entries.forEach(entry -> endings.accept(tasks.with(entry)));
        endings.tell(horizon, told);
        return horizon < asked || endings.holdsFrom(asked);
    }

    private long lostSince() throws IOException {
        long all = 0;
        for (CpuReader cpu : cpus) {
            all += cpu.lost();
        }
        long more = Math.max(0, all - lostAndTold);
        lostAndTold += more;
        return more;
    }

    @Override
    public HostNamespaces namespaces() {
        return namespaces.now();
    }

    @Override
    public void close() throws IOException {
        if (isClosed.getAndSet(true)) {
            return;
        }
        try (instance) {
            bell.close();
            closeAll(cpus);
            awaitEnd();
        }
    }

    static void closeAll(List<CpuReader> cpus) throws IOException {
        IOException failure = null;
        for (CpuReader cpu : cpus) {
            try {
                cpu.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** A thread in the middle of a read has the kernel's file open, which keeps the instance from being removed. */
    private void awaitEnd() {
        boolean wasInterrupted = Thread.interrupted();
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
            // The listener may be what closes.
            if (thread != Thread.currentThread()) {
                try {
                    thread.join(PATIENCE.toMillis());
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
