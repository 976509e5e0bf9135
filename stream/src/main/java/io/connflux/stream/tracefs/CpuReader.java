package io.connflux.stream.tracefs;

import io.connflux.stream.thread.Bell;
import io.connflux.stream.tracefs.entry.EntryDecoder;
import io.connflux.stream.tracefs.entry.TraceEntry;
import io.connflux.stream.tracefs.page.TracePage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the buffer of one CPU on a thread of its own, which waits in the kernel while nothing happens, and keeps what was read until it
 * is taken. Where too much waits it reads no more: then the kernel counts what it cannot keep.
 */
final class CpuReader implements Runnable, Closeable {

    /** Where a read gives nothing, as when somebody has switched tracing off. */
    private static final Duration AFTER_NOTHING = Duration.ofMillis(10);

    /** What was read and is not here after that time somebody else has read: this program's thread has it sooner, on any host. */
    private static final Duration OURS = Duration.ofSeconds(10);

    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);

    private static final String SHARED =
            "somebody else reads it too, and each of both gets a part: an instance of the trace has one reader";

    private final TracePipe pipe;
    private final TracePage page;
    private final EntryDecoder decoder;
    private final CpuStats stats;
    private final CpuStats ownStats;
    private final Bell bell;
    private final long since;
    private final Pauses pauses;
    private final int room;
    private final long lostBefore;
    /** Events that were in the buffer at the opening: one of them that makes room for others is not lost. */
    private final long waitingBefore;

    private final ArrayDeque<TraceEntry> queue = new ArrayDeque<>();
    /** How many of them somebody waits for: what is about threads says nothing alone. */
    private int news;
    /** Events of this buffer that were read, of whatever kind, and have been put into the queue if they are told. */
    private long read;
    /** Those of them that happened before the opening. */
    private long readOfBefore;
    /** The time of the last of them. */
    private long reached = Long.MIN_VALUE;

    /** Since when some are missing that were read, while none came; 0 where none are. */
    private long missingSince;

    /** The time of the last event before a check of whether others read. Of the reading thread only. */
    private long checked;

    private boolean isClosed;
    private @Nullable IOException failure;

    /**
     * Opens the files of a CPU. What happened before is not told.
     *
     * @param folder that has them
     * @param room entries that may wait
     */
    CpuReader(Path folder, TracePage page, EntryDecoder decoder, Bell bell, TraceSettings settings, int room)
            throws IOException {
        this.page = page;
        this.decoder = decoder;
        this.bell = bell;
        this.pauses = new Pauses(settings.pause().toNanos(), System.nanoTime());
        this.room = room;
        this.stats = new CpuStats(folder.resolve("stats"));
        this.ownStats = new CpuStats(folder.resolve("stats"));
        try {
            stats.read();
            this.read = stats.taken();
            this.lostBefore = stats.lost();
            this.waitingBefore = stats.waiting();
            this.since = System.nanoTime();
            this.pipe = new TracePipe(folder.resolve("trace_pipe_raw"));
        } catch (IOException e) {
            try (stats) {
                ownStats.close();
            }
            throw e;
        }
    }

    @Override
    public void run() {
        try {
            while (!isClosed()) {
                page.bytes().clear();
                if (pipe.read(page.bytes()) <= 0) {
                    LockSupport.parkNanos(AFTER_NOTHING.toNanos());
                    continue;
                }
                boolean hasNews = readPage();
                checkAlone();
                if (!page.isFull()) {
                    LockSupport.parkNanos(pauses.after(hasNews, System.nanoTime()));
                }
            }
        } catch (ClosedChannelException e) {
            fail(new IOException(pipe + " was closed under its reader: a thread of it was interrupted", e));
        } catch (IOException e) {
            fail(new IOException(pipe + ": " + e.getMessage(), e));
        } catch (InterruptedException e) {
            fail(new IOException(pipe + " is no longer read: its thread was interrupted", e));
        }
    }

    /** Takes in what was read, and whether that tells something of sockets. */
    private boolean readPage() throws IOException, InterruptedException {
        page.begin();
        List<TraceEntry> told = new ArrayList<>();
        int tasks = 0;
        int events = 0;
        int ofBefore = 0;
        while (page.next()) {
            if (events++ == 0 && page.lost() != 0) {
                told.add(new TraceEntry.Gap(reachedSoFar(), page.nanos()));
            }
            boolean isOfBefore = page.nanos() < since;
            ofBefore += isOfBefore ? 1 : 0;
            TraceEntry entry = isOfBefore ? null : decoder.decode(page);
            if (entry != null) {
                told.add(entry);
                tasks += entry instanceof TraceEntry.OfTask ? 1 : 0;
            }
        }
        boolean isDue;
        synchronized (this) {
            while (queue.size() >= room && !isClosed) {
                wait();
            }
            queue.addAll(told);
            news += told.size() - tasks;
            isDue = told.size() > tasks || queue.size() >= room / 2;
            read += events;
            readOfBefore += ofBefore;
            reached = Math.max(reached, page.nanos());
            missingSince = 0;
        }
        if (isDue) {
            bell.ring();
        }
        return told.size() > tasks;
    }

    /** Between two reads of this thread all that was read of the buffer is here, unless somebody else reads it too. */
    private void checkAlone() throws IOException {
        if (page.nanos() - checked > BETWEEN_CHECKS.toNanos()) {
            checked = page.nanos();
            ownStats.read();
            synchronized (this) {
                if (ownStats.taken() != read) {
                    throw new IOException(SHARED);
                }
            }
        }
    }

    private synchronized long reachedSoFar() {
        return reached;
    }

    private synchronized void fail(IOException cause) {
        if (!isClosed) {
            failure = cause;
            bell.ring();
        }
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    /**
     * A time up to which all that happened on this CPU is in the queue. Either the kernel has nothing more, and all that it gave
     * has been put there; or something later has.
     *
     * @param guardNanos how long an event's stamp may be older than its arrival in the buffer
     * @throws IOException where this CPU is no longer read
     */
    long horizon(long guardNanos) throws IOException {
        long before = System.nanoTime() - guardNanos;
        stats.read();
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
            if (stats.waiting() > 0) {
                return reached;
            }
            if (stats.taken() == read) {
                reached = Math.max(reached, before);
                missingSince = 0;
            } else if (missingSince == 0) {
                missingSince = before;
            } else if (before - missingSince > OURS.toNanos()) {
                throw new IOException(pipe + ": " + SHARED);
            }
            return reached;
        }
    }

    /** Moves what happened up to a time to the end of a list, oldest first. */
    synchronized void moveTo(List<TraceEntry> end, long horizon) {
        TraceEntry first = queue.peek();
        while (first != null && first.nanos() <= horizon) {
            end.add(first);
            queue.remove();
            news -= first instanceof TraceEntry.OfTask ? 0 : 1;
            first = queue.peek();
        }
        notifyAll();
    }

    /** Whether something waits to be taken that tells of sockets. */
    synchronized boolean hasNews() {
        return news > 0;
    }

    /** Events that the kernel could not keep, from the opening to the last look at {@link #horizon}. */
    synchronized long lost() throws IOException {
        return Math.max(0, stats.lost() - lostBefore - Math.max(0, waitingBefore - readOfBefore));
    }

    /** Wakes the thread where it waits in the kernel, and ends it. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        try (stats;
                ownStats) {
            pipe.close();
        }
    }
}
