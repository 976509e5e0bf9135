package io.connflux.stream.tracefs.entry;

/**
 * Whose thread one is.
 *
 * @param pid its process; 0 where that is not known
 * @param namespace the inode of its network namespace; 0 where that is not known
 */
public record ThreadOwner(long pid, long namespace) {

    /** Nothing is known. */
    public static final ThreadOwner UNKNOWN = new ThreadOwner(0, 0);
}
