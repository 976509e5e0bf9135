package io.connflux.proc;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;

/**
 * A link of a process to what has an inode and no path: {@code socket:[700]} ({@code sockfs_dname} in {@code net/socket.c}),
 * {@code net:[4026531840]} ({@code ns_get_name} in {@code fs/nsfs.c}).
 */
public final class InodeLink {

    /** It leads to something else. */
    public static final long OTHER = 0;

    /** This user may not read it. */
    public static final long DENIED = -1;

    /** There is no such link, or no such process any more. */
    public static final long GONE = -2;

    private final String prefix;

    /** @param kind what stands before the inode, {@code socket} for example */
    public InodeLink(String kind) {
        prefix = kind + ":[";
    }

    /** The inode that a link tells; {@link #OTHER}, {@link #DENIED}, {@link #GONE}. */
    public long read(Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith(prefix) && target.endsWith("]")
                    ? Long.parseLong(target, prefix.length(), target.length() - 1, 10)
                    : OTHER;
        } catch (NoSuchFileException e) {
            return GONE;
        } catch (AccessDeniedException e) {
            // proc_fd_access_allowed of fs/proc/base.c: who may list them may not follow them without CAP_SYS_PTRACE.
            return DENIED;
        } catch (NotLinkException | NumberFormatException e) {
            return OTHER;
        } catch (IOException e) {
            // A process that ended under way has many errors, and one that is hidden has EPERM.
            return Files.exists(link.getParent()) ? DENIED : GONE;
        }
    }
}
