package io.connflux.procfs;

import java.nio.file.Path;

/** Which network namespaces of a host are read. */
public sealed interface NamespaceSelection {

    /** Every one that has a process, and with it those that come while we watch. */
    record All() implements NamespaceSelection {}

    /** The reader's own. */
    record Own() implements NamespaceSelection {}

    /** The one in which a process is when it is first looked at, also after the process has gone. */
    record OfProcess(long pid) implements NamespaceSelection {}

    /** The one that a file is bound to: {@code /run/netns/blue}, {@code /proc/4711/ns/net}; whichever that is at each read. */
    record BoundTo(Path file) implements NamespaceSelection {}
}
