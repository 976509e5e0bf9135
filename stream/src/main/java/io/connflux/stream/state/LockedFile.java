package io.connflux.stream.state;

import io.connflux.stream.state.stored.DamagedStateException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file that one process has for itself, and that is replaced as a whole. The lock is of the file itself: there is no other one
 * beside it that would have to be cleared away.
 *
 * <p>Written by {@link RandomAccessFile}, since an interrupted thread closes the channel that it writes to.
 */
final class LockedFile implements AutoCloseable {

    private static final FileAttribute<?> USER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** How often a run of this process that is just ending is waited for. */
    private static final int TRIES = 100;

    private static final long PAUSE_NANOS = 10_000_000;

    private final Path path;
    private RandomAccessFile file;
    private boolean removed;

    private LockedFile(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /** Puts something in the place of what a file has. */
    interface Contents {
        void write(RandomAccessFile empty) throws IOException;
    }

    /**
     * Opens it, and makes it where it is not there.
     *
     * @throws IOException where that may not be, or another process has it
     */
    static LockedFile open(Path path) throws IOException {
        for (int attempt = 1; ; attempt++) {
            RandomAccessFile mine = tryOpen(path, attempt == TRIES);
            if (mine != null) {
                return new LockedFile(path, mine);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static @Nullable RandomAccessFile tryOpen(Path path, boolean last) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(path + " is no regular file, and cannot keep a state");
        }
        try {
            Files.createFile(path, USER_ALONE);
        } catch (FileAlreadyExistsException there) {
            // An earlier run's.
        } catch (NoSuchFileException nowhere) {
            throw new IOException(path + " cannot be made: its folder is not there", nowhere);
        }
        Object before = identity(path);
        RandomAccessFile opened = new RandomAccessFile(path.toFile(), "rw");
        boolean mine = false;
        try {
            if (opened.getChannel().tryLock() == null) {
                throw new IOException(path + " is in use by another process: each needs a state file of its own");
            }
            // Whoever had it may have put another file in its place meanwhile.
            mine = before != null && before.equals(identity(path));
        } catch (OverlappingFileLockException inUse) {
            if (last) {
                throw new IOException(path + " is in use by another stream of this process", inUse);
            }
        } finally {
            if (!mine) {
                opened.close();
            }
        }
        return mine ? opened : null;
    }

    private static @Nullable Object identity(Path path) throws IOException {
        return Files.exists(path)
                ? Files.readAttributes(path, BasicFileAttributes.class).fileKey()
                : null;
    }

    /** All that is in it. */
    ByteBuffer read() throws IOException {
        if (file.length() > Integer.MAX_VALUE - 8) {
            throw new DamagedStateException("it is too large", 0);
        }
        byte[] all = new byte[(int) file.length()];
        file.seek(0);
        file.readFully(all);
        return ByteBuffer.wrap(all);
    }

    /** Puts a new file in its place, which is whole on the disk before it does. */
    void replace(Contents contents) throws IOException {
        if (removed && Files.exists(path)) {
            throw new IOException("another process has made it anew");
        }
        Path fresh = sibling(".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, USER_ALONE);
        RandomAccessFile next = new RandomAccessFile(fresh.toFile(), "rw");
        boolean done = false;
        try {
            if (next.getChannel().tryLock() == null) {
                throw new IOException(fresh + " is in use by another process");
            }
            contents.write(next);
            next.getFD().sync();
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            done = true;
        } finally {
            if (!done) {
                next.close();
                Files.deleteIfExists(fresh);
            }
        }
        file.close();
        file = next;
        removed = false;
        syncFolder();
    }

    private void syncFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(sibling("").getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Keeps what is in it in another file beside it. Not by copying the file: whoever closes one loses all locks of it. */
    Path setAside(String ending) throws IOException {
        Path aside = sibling(ending);
        Files.deleteIfExists(aside);
        Files.createFile(aside, USER_ALONE);
        Files.write(aside, read().array());
        return aside;
    }

    /** There is no such file any more, and no lock: the next {@link #replace} makes one. */
    void remove() throws IOException {
        Files.deleteIfExists(path);
        removed = true;
    }

    private Path sibling(String ending) {
        Path whole = path.toAbsolutePath();
        return whole.resolveSibling(whole.getFileName() + ending);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
