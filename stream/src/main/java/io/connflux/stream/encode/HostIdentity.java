package io.connflux.stream.encode;

import io.connflux.model.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a host calls itself. Each part is null where it is not known.
 *
 * @param name its host name, as {@code hostname} prints it
 * @param machineId 32 hexadecimal digits that stay through boots, machine-id(5)
 * @param bootId a UUID that is another one after each boot
 */
public record HostIdentity(
        @Nullable String name,
        @Nullable String machineId,
        @Nullable String bootId) {

    /** Nothing is known. */
    public static final HostIdentity UNKNOWN = new HostIdentity(null, null, null);

    /** The kernel's own limit of a name is 64. */
    static final int LONGEST_NAME = 253;

    private static final Pattern MACHINE_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern BOOT_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /**
     * Reads that of the host whose {@code /proc} it is: name and boot from it, the machine's id from {@code etc/machine-id} beside
     * it, {@code /host/etc/machine-id} for {@code /host/proc}. What cannot be read, or is not in its form, is null.
     *
     * <p>The kernel tells the name of the UTS namespace of who reads: in a container that is mostly the container's.
     */
    public static HostIdentity of(Path proc) {
        Path beside = proc.toAbsolutePath().getParent();
        String name = text(proc.resolve("sys/kernel/hostname"));
        String machine = beside == null ? "" : text(beside.resolve("etc/machine-id"));
        String boot = text(proc.resolve("sys/kernel/random/boot_id"));
        return new HostIdentity(
                isName(name) && !name.equals("(none)") ? name : null,
                MACHINE_ID.matcher(machine).matches() ? machine : null,
                BOOT_ID.matcher(boot).matches() ? boot : null);
    }

    /** Whether a text can be the name of a host: not empty, plain, without spaces, not too long. */
    static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_NAME
                && text.codePoints().allMatch(c -> PlainText.isPlain(c) && !Character.isSpaceChar(c));
    }

    /** The text of a small file, without white space around it; empty where there is none. */
    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST_NAME + 2), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
