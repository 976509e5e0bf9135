package io.connflux.stream.sink;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * The old files of a rotation. Each name appears with all of its content, so that whatever ends the process in between leaves no
 * line twice and none away.
 */
final class Archives {

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final Rotation rotation;
    private final Executor beside;
    private final Consumer<FileTrouble> troubles;
    private volatile boolean compressing;

    /** @param beside where they are compressed */
    Archives(Path file, Rotation rotation, Executor beside, Consumer<FileTrouble> troubles) {
        this.file = file;
        this.rotation = rotation;
        this.beside = beside;
        this.troubles = troubles;
    }

    /** Whether no file may get another name, as one is read. Any thread. */
    boolean isCompressing() {
        return compressing;
    }

    /** Makes the file the newest of the old ones. */
    void shift() throws IOException {
        for (boolean zipped : new boolean[] {false, true}) {
            Files.deleteIfExists(old(rotation.keep(), zipped));
            for (int number = rotation.keep() - 1; number > 0; number--) {
                Path older = old(number, zipped);
                if (Files.exists(older)) {
                    Files.move(older, old(number + 1, zipped), ATOMIC_MOVE);
                }
            }
        }
        Files.move(file, old(1, false), ATOMIC_MOVE);
        if (rotation.gzip()) {
            compressing = true;
            beside.execute(this::compress);
        }
    }

    private void compress() {
        try {
            zip();
        } catch (IOException e) {
            troubles.accept(new FileTrouble.NotRotated(file, e));
        } finally {
            compressing = false;
        }
    }

    /** All that are not: whoever was here before may have been ended. */
    private void zip() throws IOException {
        for (int number = 1; number <= rotation.keep(); number++) {
            Path plain = old(number, false);
            Path zipped = old(number, true);
            if (Files.exists(plain)) {
                // With both there, the process had ended before the plain one was deleted.
                if (!Files.exists(zipped)) {
                    zip(plain, zipped);
                }
                Files.delete(plain);
            }
        }
    }

    private static void zip(Path plain, Path zipped) throws IOException {
        Path part = zipped.resolveSibling(zipped.getFileName() + ".part");
        Files.deleteIfExists(part);
        try (InputStream in = Files.newInputStream(plain);
                FileChannel made = FileChannel.open(
                        part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), LineFile.MODE);
                OutputStream out = new GZIPOutputStream(Channels.newOutputStream(made), BUFFER)) {
            in.transferTo(out);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        Files.move(part, zipped, ATOMIC_MOVE);
    }

    private Path old(int number, boolean zipped) {
        return file.resolveSibling(file.getFileName() + "." + number + (zipped ? ".gz" : ""));
    }
}
