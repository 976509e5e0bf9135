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
 * The old files of a rotation. Each name appears with all of its content, so that whatever ends the process in between takes no
 * line away. It may leave a file both as it was and compressed, under the same number, until the next rotation.
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
        // Whoever was here before may have been ended before the plain one was deleted. Before any is moved: an end
        // among the moves would leave the two under different numbers.
        for (int number = 1; number <= rotation.keep(); number++) {
            if (Files.exists(old(number, true))) {
                Files.deleteIfExists(old(number, false));
            }
        }
        for (int number = rotation.keep(); number > 0; number--) {
            for (boolean zipped : new boolean[] {false, true}) {
                Path older = old(number, zipped);
                if (number == rotation.keep()) {
                    Files.deleteIfExists(older);
                } else if (Files.exists(older)) {
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
            if (Files.exists(plain)) {
                zip(plain, old(number, true));
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
