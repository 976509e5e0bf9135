package io.connflux.stream.tracefs;

import io.connflux.stream.tracefs.instance.GroupAccess;
import io.connflux.stream.tracefs.instance.Refusal;
import io.connflux.stream.tracefs.instance.SocketChoice;
import io.connflux.stream.tracefs.instance.TraceInstance;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Pattern;

/**
 * An instance of the trace that root makes once, for others to read: a process of its group needs no privilege for it ({@link
 * Tracefs#prepared}), but for a way to its folder. {@code /sys/kernel/tracing} is root's, so that the folder is to be mounted
 * elsewhere ({@code mount --bind}, or {@code BindReadOnlyPaths=} of a systemd unit).
 */
public final class PreparedTrace {

    /** One of a reader's own is called otherwise, and one that begins with a dot is hidden. */
    private static final Pattern NAME = Pattern.compile("(?!connflux-[0-9])[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    private PreparedTrace() {}

    /**
     * Makes an instance with all settings, whose files a group may read. One of this name is made anew.
     *
     * @param root where tracefs is mounted
     * @param name letters, digits, {@code _}, {@code .} and {@code -}
     * @param group its name or number
     * @return its folder
     * @throws IOException where that cannot be done, the one of this name is set for something else, or somebody reads it; with the
     *     remedy
     * @throws IllegalArgumentException for another name
     */
    public static Path prepare(Path root, String name, String group, TraceSettings settings) throws IOException {
        TraceInstance former = new TraceInstance(folder(root, name));
        // A group that there is not must not cost the one that is there.
        GroupAccess access = GroupAccess.of(group);
        requireNobodyElses(root, former);
        former.remove();
        TraceInstance made = TraceInstance.make(root, name, settings.kilobytes(), SocketChoice.ALL);
        try {
            access.give(made);
        } catch (IOException e) {
            made.remove();
            throw e;
        }
        return made.folder();
    }

    /**
     * Takes one away.
     *
     * @return whether there was one
     * @throws IOException where somebody reads it, it is set for something else, or this user may not
     * @throws IllegalArgumentException for a name that {@link #prepare} would not take
     */
    public static boolean remove(Path root, String name) throws IOException {
        Path folder = folder(root, name);
        try {
            // Who may not look is told of nothing there.
            Files.readAttributes(folder, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Refusal.of(root, folder, e);
        }
        TraceInstance instance = new TraceInstance(folder);
        requireNobodyElses(root, instance);
        instance.remove();
        return true;
    }

    private static void requireNobodyElses(Path root, TraceInstance instance) throws IOException {
        try {
            instance.checkNobodyElses();
        } catch (FileSystemException e) {
            throw Refusal.of(root, instance.folder(), e);
        }
    }

    /**
     * Where one is, or would be.
     *
     * @throws IllegalArgumentException for a name that {@link #prepare} would not take
     */
    public static Path folder(Path root, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name for an instance: letters, digits, _, . and -, not as in"
                            + " connflux-1, which are made and removed by each reader");
        }
        return root.resolve("instances").resolve(name);
    }
}
