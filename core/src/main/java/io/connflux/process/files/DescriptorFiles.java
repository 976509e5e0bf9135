package io.connflux.process.files;

import io.connflux.proc.InodeLink;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/PID/fd}: which descriptors a process has, and which sockets they are. Counts what it asks the kernel for.
 *
 * <p>With 19,000 descriptors a link takes 6 µs, the list of them 25 ms, and 220 ms when nobody has asked for it before; their
 * number takes 2 µs.
 */
public final class DescriptorFiles {

    /** A descriptor that may not be looked at. */
    public static final long DENIED = InodeLink.DENIED;

    /** There is no such descriptor. */
    public static final long CLOSED = InodeLink.GONE;

    private static final InodeLink SOCKET = new InodeLink("socket");

    private final Path proc;
    private long linksRead;
    private boolean counted;

    /**
     * What is told of a process's descriptors without looking at them.
     *
     * @param inode of the directory: another one where the pid was given to another process
     * @param uid the process's effective user, or 0 where it is not dumpable
     * @param count how many there are, where {@link #isCounted}
     */
    public record Directory(long inode, long uid, int count) {}

    public DescriptorFiles(Path proc) {
        this.proc = proc;
    }

    /** Links that were read so far: what a search costs. */
    public long linksRead() {
        return linksRead;
    }

    /**
     * Whether the kernel tells how many there are, as the size of the directory: {@code proc_fd_getattr} of {@code fs/proc/fd.c},
     * since Linux 6.2. A list of them has shown it.
     */
    public boolean isCounted() {
        return counted;
    }

    /** Null where the process is gone. */
    @Nullable
    public Directory directory(int pid) {
        try {
            Map<String, Object> told = Files.readAttributes(path(pid), "unix:ino,uid,size");
            return new Directory(number(told, "ino"), number(told, "uid"), (int) number(told, "size"));
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    private static long number(Map<String, Object> told, String name) {
        return told.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** Their numbers, none where the process is gone; null where they may not be read. */
    @Nullable
    public BitSet numbers(int pid) {
        BitSet numbers = new BitSet();
        int size = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path(pid))) {
            for (Path entry : entries) {
                int number = ProcessFiles.number(String.valueOf(entry.getFileName()));
                if (number >= 0) {
                    numbers.set(number);
                    size++;
                }
            }
        } catch (NoSuchFileException e) {
            return numbers;
        } catch (IOException | DirectoryIteratorException e) {
            return Files.isReadable(path(pid)) || Files.notExists(path(pid)) ? numbers : null;
        }
        counted = counted || isSizeOf(pid, size);
        return numbers;
    }

    private boolean isSizeOf(int pid, int size) {
        Directory told = directory(pid);
        return told != null && size > 0 && told.count() == size;
    }

    /** The inode of the socket that a descriptor is; 0 where it is something else; {@link #DENIED}, {@link #CLOSED}. */
    public long socket(int pid, int descriptor) {
        linksRead++;
        return SOCKET.read(Path.of(path(pid).toString(), Integer.toString(descriptor)));
    }

    private Path path(int pid) {
        return proc.resolve(pid + "/fd");
    }
}
