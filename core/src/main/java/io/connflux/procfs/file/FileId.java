package io.connflux.procfs.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What {@code stat} tells a file apart by. */
public record FileId(Object device, long inode) {

    /** That of the file which a link leads to. */
    public static FileId of(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino");
        return new FileId(attributes.getOrDefault("dev", ""), (Long) attributes.getOrDefault("ino", 0L));
    }
}
