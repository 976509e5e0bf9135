package io.connflux.cli.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A small file that an option names; what is wrong with it is said with the option. */
public final class OptionFile {

    /** What a pipe may take to say something. Too low refuses {@code <(pass show token)}, too high seems to hang. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String option;
    private final Path path;

    /** @param option its name on the command line */
    public OptionFile(String option, Path path) {
        this.option = option;
        this.path = path;
    }

    /**
     * All bytes of it. A pipe is waited for, but not for ever.
     *
     * @param most that it may have
     */
    public byte[] read(int most) throws IOException {
        return read(most, PATIENCE);
    }

    public byte[] read(int most, Duration patience) throws IOException {
        if (Files.isDirectory(path)) {
            throw wrong("is a directory");
        }
        FutureTask<byte[]> reading = new FutureTask<>(() -> {
            try (InputStream in = Files.newInputStream(path)) {
                return in.readNBytes(most + 1);
            }
        });
        // Opening a pipe that nobody writes to cannot be interrupted: such a thread is left behind.
        Thread reader = new Thread(reading, "connflux-option");
        reader.setDaemon(true);
        reader.start();
        byte[] bytes = result(reading, patience);
        if (bytes.length > most) {
            throw wrong("is longer than " + most + " bytes");
        }
        return bytes;
    }

    private byte[] result(FutureTask<byte[]> reading, Duration patience) throws IOException {
        try {
            return reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw wrong("did not end within " + patience.toSeconds() + " s: nobody writes to that pipe");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw wrong("was not read: interrupted");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw wrong(
                    cause instanceof NoSuchFileException
                            ? "does not exist"
                            : cause instanceof AccessDeniedException
                                    ? "may not be read by this user"
                                    : "cannot be read: " + cause.getMessage());
        }
    }

    /** As in {@code --token-file: /etc/token is empty}. */
    IOException wrong(String what) {
        return new IOException(option + ": " + path + " " + what);
    }
}
