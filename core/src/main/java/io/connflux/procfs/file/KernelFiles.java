package io.connflux.procfs.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells the files that this kernel's procfs prints from all others that may stand in their place: captured ones, those of a FUSE
 * such as lxcfs, of gVisor, FIFOs. Only of the first it is known how their reads end.
 *
 * <p>Which file system a file is on is in the table of mounts, and looking there costs as much as reading a small socket file. So
 * it is asked once for each file, and again where {@code stat} tells another one: a root may be mounted anew at any time.
 */
public final class KernelFiles {

    /**
     * {@code PROC_DYNAMIC_FIRST} in {@code fs/proc/generic.c}: the socket files' inodes begin here. gVisor, whose file system says
     * {@code proc} too, numbers its files from 1.
     */
    private static final long FIRST_INODE = 0xF000_0000L;

    /** Files remembered. Too low, and a host of many network namespaces asks at each poll; too high, and those gone fill the heap. */
    private static final int MOST = 8_192;

    /** By device and inode. */
    private final Map<Object, Boolean> known = new HashMap<>();

    public boolean contain(Path file) throws IOException {
        Object id = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        if (id == null) {
            return false;
        }
        Boolean before = known.get(id);
        if (before != null) {
            return before;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        boolean kernel = FileId.of(file).inode() >= FIRST_INODE && isProcfs(file);
        known.put(id, kernel);
        return kernel;
    }

    private static boolean isProcfs(Path file) {
        try {
            return Files.getFileStore(file).type().equals("proc");
        } catch (IOException | SecurityException e) {
            // A mount that this process's table does not show: read like any other file.
            return false;
        }
    }
}
