package io.connflux.table;

import java.nio.file.Path;
import java.util.Objects;

/** Which network namespaces of a host are read. */
public sealed interface NamespaceSelection {

    /** Every one that has a process, and with it those that come while we watch. */
    record All() implements NamespaceSelection {}

    /** The reader's own. */
    record Own() implements NamespaceSelection {}

    /** The one in which a process is when it is first looked at, also after the process has gone. */
    record OfProcess(long pid) implements NamespaceSelection {

        /** @throws IllegalArgumentException where no process can have that pid */
        public OfProcess {
            if (pid < 1) {
                throw new IllegalArgumentException("the pid of a namespace's process must be 1 or more, not " + pid);
            }
        }
    }

    /** The one that a file is bound to: {@code /run/netns/blue}, {@code /proc/4711/ns/net}; whichever that is at each read. */
    record BoundTo(Path file) implements NamespaceSelection {

        public BoundTo {
            Objects.requireNonNull(file, "file");
        }
    }
}
