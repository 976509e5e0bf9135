package io.connflux.model;

import java.util.Comparator;
import java.util.List;

/** Whose socket it is, or why that cannot be known. */
public sealed interface Owner {

    /**
     * Processes that hold it.
     *
     * @param processes at least one, the oldest first; several where it was inherited or handed on
     */
    record Held(List<OwnerProcess> processes) implements Owner {

        public Held {
            processes = processes.stream()
                    .sorted(Comparator.comparingLong(OwnerProcess::startTicks).thenComparingInt(OwnerProcess::pid))
                    .toList();
            if (processes.isEmpty()) {
                throw new IllegalArgumentException("a socket that is held needs a process");
            }
        }

        /** The oldest. */
        public OwnerProcess first() {
            return processes.get(0);
        }
    }

    /** Nobody can be named, for a reason. */
    enum Unnamed implements Owner {
        /** It is being looked for: a later poll tells it, or a reason. */
        PENDING,
        /** No process holds it any more, and none was found while one did: an orphan, a TIME_WAIT, or closed by now. */
        RELEASED,
        /** A process was seen with it, and had exited before more could be read of it. */
        EXITED,
        /** It may be held by a process whose descriptors this one may not look at. */
        PERMISSION,
        /** It may be held by a process of a pid namespace that this {@code /proc} does not show. */
        NAMESPACE;

        /** The word in every output. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
