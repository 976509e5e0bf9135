package io.connflux.procfs.netns;

import io.connflux.procfs.file.FileId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names that {@code ip netns add} gives: files under {@code /run/netns} that a namespace is mounted on. Such a file has
 * the inode of its namespace, on the device of all namespaces ({@code nsfs}); one that was left behind has not.
 */
final class NamespaceNames {

    private final Path directory;

    NamespaceNames(Path directory) {
        this.directory = directory;
    }

    /**
     * The names by inode, of several the first in order.
     *
     * @param any a file that is a namespace, {@code /proc/PID/ns/net} for example
     * @return none where the directory is not there or may not be read, which is so on most hosts
     */
    Map<Long, String> read(Path any) {
        Map<Long, String> names = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            Object device = FileId.of(any).device();
            for (Path file : files) {
                add(file, device, names);
            }
        } catch (IOException e) {
            return names;
        }
        return names;
    }

    private static void add(Path file, Object device, Map<Long, String> names) {
        try {
            FileId id = FileId.of(file);
            if (id.device().equals(device)) {
                names.merge(id.inode(), file.getFileName().toString(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        } catch (IOException e) {
            // Deleted meanwhile: it names nothing.
            return;
        }
    }
}
