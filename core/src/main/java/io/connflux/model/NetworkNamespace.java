package io.connflux.model;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The network namespace that a socket belongs to. The inode is its identity; the kernel gives it out again when the namespace
 * is gone. Ordered by inode, so that the one the host booted with comes first.
 *
 * @param inode the number in {@code net:[4026531840]}, which {@code /proc/PID/ns/net} links to; 0 where it was not asked for
 * @param name the file under {@code /run/netns} that is bound to it, the first in order of several; null where there is none
 */
public record NetworkNamespace(long inode, @Nullable String name) implements Comparable<NetworkNamespace> {

    /** The namespace whose files were read, whichever it is. */
    public static final NetworkNamespace UNSPECIFIED = new NetworkNamespace(0, null);

    private static final Comparator<NetworkNamespace> ORDER = Comparator.comparingLong(NetworkNamespace::inode)
            .thenComparing(NetworkNamespace::name, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** Whether it is known which namespace it is. */
    public boolean isKnown() {
        return inode != 0;
    }

    @Override
    public int compareTo(NetworkNamespace other) {
        return ORDER.compare(this, other);
    }

    /** The name, or the inode where it has none. */
    @Override
    public String toString() {
        return name != null ? name : isKnown() ? Long.toString(inode) : "-";
    }
}
