package io.connflux.stream.tracefs.entry;

import io.connflux.observation.ActingProcess;
import org.jspecify.annotations.Nullable;

/**
 * Whose thread one is.
 *
 * @param process null where that is not known
 * @param namespace the inode of its network namespace; 0 where that is not known
 */
public record ThreadOwner(@Nullable ActingProcess process, long namespace) {

    /** Nothing is known. */
    public static final ThreadOwner UNKNOWN = new ThreadOwner(null, 0);
}
