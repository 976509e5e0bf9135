package io.connflux.process.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of users, from the {@code passwd} file beside a {@code /proc}; read again when it has changed. */
public final class Users {

    public static final int LONGEST_NAME = 64;

    private static final int FIELDS = 3;

    private final @Nullable Path file;
    private Map<Long, String> names = Map.of();
    private @Nullable FileTime read;

    private Users(@Nullable Path file) {
        this.file = file;
    }

    /** Those of the host whose {@code /proc} it is: {@code /host/etc/passwd} for {@code /host/proc}. */
    public static Users beside(Path proc) {
        Path parent = proc.toAbsolutePath().getParent();
        return new Users(parent == null ? null : parent.resolve("etc/passwd"));
    }

    /** Null where the file does not name the user. */
    @Nullable
    String name(long uid) {
        return names.get(uid);
    }

    /** Whether there are names, and none of them is this one. */
    public boolean lacks(String name) {
        return !names.isEmpty() && !names.containsValue(name);
    }

    /** Looks whether the file has changed. */
    public void refresh() {
        Path passwd = file;
        if (passwd == null) {
            return;
        }
        try {
            FileTime changed = Files.getLastModifiedTime(passwd);
            if (!changed.equals(read)) {
                names = parse(new String(Files.readAllBytes(passwd), StandardCharsets.UTF_8).split("\n", -1));
                read = changed;
            }
        } catch (IOException e) {
            // Without the file there are uids, and no names.
            names = Map.of();
        }
    }

    private static Map<Long, String> parse(String... lines) {
        Map<Long, String> names = new HashMap<>();
        for (String line : lines) {
            String[] fields = line.split(":", FIELDS + 1);
            if (fields.length > FIELDS && fields[2].matches("[0-9]{1,10}")) {
                names.putIfAbsent(Long.parseLong(fields[2]), ProcessFiles.clean(fields[0], LONGEST_NAME));
            }
        }
        return names;
    }
}
