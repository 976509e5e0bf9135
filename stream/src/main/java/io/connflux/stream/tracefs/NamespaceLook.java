package io.connflux.stream.tracefs;

import io.connflux.observation.HostNamespaces;
import io.connflux.proc.InodeLink;
import io.connflux.proc.ProcessList;
import java.io.IOException;
import java.nio.file.Path;

/** Looks which network namespaces the processes of this host are in. */
final class NamespaceLook {

    private final Path proc;
    private final InodeLink link = new InodeLink("net");

    NamespaceLook(Path proc) {
        this.proc = proc;
    }

    /** What is known now; a process that cannot be looked at may be in another one. */
    HostNamespaces now() {
        long own = link.read(proc.resolve("self/ns/net"));
        return own > 0 ? new HostNamespaces(own, isOnly(own)) : new HostNamespaces(0, false);
    }

    private boolean isOnly(long own) {
        ProcessList processes = new ProcessList(proc);
        try {
            for (String pid : processes.names()) {
                long inode = link.read(proc.resolve(pid).resolve("ns/net"));
                if (inode != own && inode != InodeLink.GONE) {
                    return false;
                }
            }
        } catch (IOException e) {
            return false;
        }
        return !processes.hidesSome();
    }
}
