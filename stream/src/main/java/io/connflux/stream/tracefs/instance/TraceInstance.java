package io.connflux.stream.tracefs.instance;

import io.connflux.stream.tracefs.entry.TraceEvent;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * One folder with buffers and events of its own: what others trace on the host is not touched by it, nor does it touch them.
 *
 * @param folder its path
 */
public record TraceInstance(Path folder) {

    /** A descriptor that another thread is about to close keeps the kernel from removing it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final long BETWEEN_TRIES_NANOS = 5_000_000;

    /**
     * Makes one that tells what {@link TraceEvent} lists; where that fails, none is left.
     *
     * @param root where tracefs is mounted
     * @param kilobytes the buffer of each CPU
     * @param choice of which sockets it tells
     * @throws IOException with the remedy
     */
    public static TraceInstance make(Path root, String name, int kilobytes, SocketChoice choice) throws IOException {
        Path instances = root.resolve("instances");
        TraceInstance made = new TraceInstance(instances.resolve(name));
        try {
            // Says whether it is absent or only not this user's, which is one and the same error below it.
            Files.readAttributes(instances, BasicFileAttributes.class);
            Files.createDirectory(made.folder);
        } catch (IOException e) {
            throw Refusal.of(root, instances, e);
        }
        try {
            made.set(kilobytes, choice);
        } catch (IOException e) {
            try {
                made.remove();
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e instanceof FileSystemException refused ? Refusal.of(root, made.folder, refused) : e;
        }
        return made;
    }

    private void set(int kilobytes, SocketChoice choice) throws IOException {
        if (!Files.exists(TraceEvent.STATE_CHANGE.in(events()))) {
            throw new IOException(events() + " has no " + TraceEvent.STATE_CHANGE.label()
                    + ": changes of sockets are traced from Linux 4.16 on, where CONFIG_EVENT_TRACING is set");
        }
        // Its stamps are those of System.nanoTime.
        write("trace_clock", "mono");
        write("buffer_size_kb", Integer.toString(kilobytes));
        // Before 5.0 a reader wakes at the first event without being told.
        writeWhereThere("buffer_percent", "0");
        // A new instance takes over what the host's own one is set to.
        writeWhereThere("options/overwrite", "1");
        for (TraceEvent event : TraceEvent.values()) {
            Path of = event.in(events());
            if (Files.exists(of)) {
                String filter = choice.filter(event, events());
                if (!filter.isEmpty()) {
                    writeWhereThere(folder.relativize(of.resolve("filter")).toString(), filter);
                }
                write(folder.relativize(of.resolve("enable")).toString(), "1");
            }
        }
        write("tracing_on", "1");
    }

    private void writeWhereThere(String file, String value) throws IOException {
        if (Files.exists(folder.resolve(file))) {
            write(file, value);
        }
    }

    private void write(String file, String value) throws IOException {
        Files.writeString(folder.resolve(file), value, StandardOpenOption.WRITE);
    }

    /**
     * Makes sure that one that somebody else has made is set as {@link #make} sets it.
     *
     * @throws IOException where its stamps are of another clock, it tells nothing, or it cannot be read
     */
    public void check() throws IOException {
        Path clock = folder.resolve("trace_clock");
        if (!isOfOurClock()) {
            throw new IOException(
                    clock + " is not set to mono, which this program's own clock is: echo mono > " + clock);
        }
        for (Path on : List.of(stateChanges(), folder.resolve("tracing_on"))) {
            if (!isOn(on)) {
                throw new IOException(on + " is 0, so that nothing is told: echo 1 > " + on);
            }
        }
    }

    /**
     * Makes sure that there is none, or one that was made by {@link #make}.
     *
     * @throws IOException where somebody has made it for something else
     */
    public void checkNobodyElses() throws IOException {
        if (Files.exists(folder) && !(isOfOurClock() && isOn(stateChanges()))) {
            throw new IOException(folder + " is set for something else, and stays as it is: take another name, or"
                    + " where nobody needs it: rmdir " + folder);
        }
    }

    private boolean isOfOurClock() throws IOException {
        return Files.readString(folder.resolve("trace_clock")).contains("[mono]");
    }

    private Path stateChanges() {
        return TraceEvent.STATE_CHANGE.in(events()).resolve("enable");
    }

    private static boolean isOn(Path file) throws IOException {
        return Files.readString(file).startsWith("1");
    }

    /**
     * Which events it tells this user: not those that it was not set for when it was made, as by an earlier version of this program,
     * nor those whose files are somebody else's since.
     *
     * @throws IOException where that cannot be read
     */
    public Set<TraceEvent> told() throws IOException {
        Set<TraceEvent> told = EnumSet.noneOf(TraceEvent.class);
        for (TraceEvent event : TraceEvent.values()) {
            Path of = event.in(events());
            Path enable = of.resolve("enable");
            if (Files.isReadable(of.resolve("format")) && Files.isReadable(enable) && isOn(enable)) {
                told.add(event);
            }
        }
        return told;
    }

    /** What it tells of the kernel's events. */
    public Path events() {
        return folder.resolve("events");
    }

    /** The files of one CPU. */
    public Path cpu(int number) {
        return folder.resolve("per_cpu/cpu" + number);
    }

    /** Removes it, unless somebody reads it, or this user may not. */
    void removeIfUnused() {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // It is nobody's who could be told, and stays for the next one that looks.
        }
    }

    /**
     * Removes it; one that is not there is none.
     *
     * @throws IOException where somebody still has one of its files open
     */
    public void remove() throws IOException {
        long begun = System.nanoTime();
        while (Files.exists(folder)) {
            try {
                Files.deleteIfExists(folder);
            } catch (NoSuchFileException e) {
                return;
            } catch (AccessDeniedException e) {
                throw e;
            } catch (FileSystemException e) {
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new IOException(
                            folder + " is still in use by another process, and was not removed: " + e.getReason()
                                    + "; once nobody reads it: rmdir " + folder,
                            e);
                }
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
            }
        }
    }
}
