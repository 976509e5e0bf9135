package io.connflux.stream.tracefs.instance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why the trace cannot be used, and what helps. */
public final class Refusal {

    private static final Path LOCKDOWN = Path.of("/sys/kernel/security/lockdown");

    private Refusal() {}

    /**
     * The same error with what helps.
     *
     * @param root where tracefs is expected
     * @param asked what was to be read, made or written
     */
    public static IOException of(Path root, Path asked, IOException cause) {
        String why = cause instanceof NoSuchFileException
                ? "is not there; is tracefs mounted? mount -t tracefs tracefs " + root
                : isLockedDown()
                        ? "is kept from everybody, as the kernel is locked down (" + LOCKDOWN + ": confidentiality)"
                        : cause instanceof AccessDeniedException
                                ? "is root's: run this as root, or let root prepare an instance for this user"
                                : "refuses: " + cause.getMessage();
        return new IOException("the kernel's trace cannot be read: " + asked + " " + why, cause);
    }

    /**
     * The same of an instance that somebody has prepared: where that is not there, nobody must be told to mount something over it.
     *
     * @param instance the folder that it is said to be
     */
    public static IOException ofPrepared(Path instance, FileSystemException cause) {
        if (!(cause instanceof NoSuchFileException)) {
            return of(instance, instance, cause);
        }
        String why = Files.exists(instance)
                ? "is no instance of it, as there is no " + cause.getFile()
                : "is not there, as after a start of the host";
        return new IOException(
                "the kernel's trace cannot be read: " + instance + " " + why + "; root makes one: connflux trace-setup",
                cause);
    }

    private static boolean isLockedDown() {
        try {
            return Files.readString(LOCKDOWN, StandardCharsets.US_ASCII).contains("[confidentiality]");
        } catch (IOException e) {
            // No securityfs, or not for this user: then nobody can say.
            return false;
        }
    }
}
