package io.connflux.stream.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that whole lines are appended to. What a full disk took of a line is taken back, so that there is no half line before
 * there is room again, and none behind. One thread at a time, which nobody may interrupt: that would close the file.
 */
final class LineFile {

    /** 0640, less what the process's umask forbids. */
    static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final Path path;
    private final @Nullable Rotation rotation;
    private final @Nullable Archives archives;
    private final Consumer<FileTrouble> troubles;
    private FileChannel channel;
    /** False where the file ends with half a line, which somebody else wrote or a killed process: the next one begins anew. */
    private boolean atLineStart;

    private boolean anotherWanted;
    private boolean toldOfAnother;
    /** Size at which it is rotated; later than asked for where that failed. */
    private long full;

    /** @param beside where old files are compressed */
    LineFile(Path path, @Nullable Rotation rotation, Executor beside, Consumer<FileTrouble> troubles)
            throws IOException {
        this.path = path;
        this.rotation = rotation;
        this.archives = rotation == null ? null : new Archives(path, rotation, beside, troubles);
        this.full = rotation == null ? Long.MAX_VALUE : rotation.bytes();
        this.troubles = troubles;
        this.channel = open();
        this.atLineStart = endsWithLine();
    }

    private FileChannel open() throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(path + " is no regular file");
        }
        try {
            return FileChannel.open(path, APPEND, MODE);
        } catch (FileSystemException e) {
            String why = e instanceof NoSuchFileException
                    ? "its directory does not exist"
                    : e instanceof AccessDeniedException ? "may not be written by this user" : e.getReason();
            throw new IOException(path + ": " + (why == null ? e.getClass().getSimpleName() : why), e);
        }
    }

    private boolean endsWithLine() {
        try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            long size = reading.size();
            return size == 0 || reading.read(last, size - 1) < 1 || last.get(0) == '\n';
        } catch (IOException e) {
            // It may be written and not be read.
            return true;
        }
    }

    /** Goes on in the file that now has its name, or in a new one: somebody gave the present one another name. */
    void reopen() {
        anotherWanted = true;
        change();
    }

    private void change() {
        try {
            FileChannel other = open();
            FileChannel before = channel;
            channel = other;
            atLineStart = endsWithLine();
            anotherWanted = false;
            toldOfAnother = false;
            before.close();
        } catch (IOException e) {
            if (!toldOfAnother) {
                toldOfAnother = true;
                troubles.accept(new FileTrouble.NotReopened(path, e));
            }
        }
    }

    /**
     * Appends whole lines. Where it errs, what is left of the buffer begins with a line, and none of it is in the file.
     *
     * @param lines ends with a line
     */
    void append(ByteBuffer lines) throws IOException {
        if (anotherWanted) {
            change();
        }
        rotate(lines.remaining());
        if (!atLineStart) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
            atLineStart = true;
        }
        long before = channel.size();
        int from = lines.position();
        try {
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
        } catch (IOException e) {
            takeBack(before, lines, from);
            throw e;
        }
    }

    /** Takes back the beginning of a line that had no room. Where others write too it may not be the end any more, and stays. */
    private void takeBack(long before, ByteBuffer lines, int from) {
        int reached = lines.position();
        int whole = reached;
        while (whole > from && lines.get(whole - 1) != '\n') {
            whole--;
        }
        lines.position(whole);
        if (whole == reached) {
            return;
        }
        try {
            atLineStart = channel.size() == before + (reached - from);
            if (atLineStart) {
                channel.truncate(before + (whole - from));
            }
        } catch (IOException e) {
            atLineStart = false;
        }
    }

    private void rotate(int more) throws IOException {
        Archives old = archives;
        long size = channel.size();
        if (rotation == null || old == null || size == 0 || size + more <= full || old.isCompressing()) {
            return;
        }
        try {
            old.shift();
            full = rotation.bytes();
            reopen();
        } catch (IOException e) {
            // Said once, and tried again when there is as much again. Somebody may have taken the file away.
            full = size + rotation.bytes();
            anotherWanted |= Files.notExists(path);
            troubles.accept(new FileTrouble.NotRotated(path, e));
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
