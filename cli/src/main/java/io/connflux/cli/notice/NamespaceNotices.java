package io.connflux.cli.notice;

import io.connflux.model.NetworkNamespace;
import io.connflux.table.Snapshot;
import io.connflux.table.UnseenNamespaces;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;

/** Says once what a source cannot see of the network namespaces that were asked for: without it they would seem to be empty. */
public final class NamespaceNotices implements Notice {

    /** Namespaces told by name. A host that makes them all the time, empty at first, would fill the screen. */
    private static final int MOST = 20;

    private final PrintStream err;
    private final Set<NetworkNamespace> told = new HashSet<>();
    private boolean toldOfProcesses;

    public NamespaceNotices(PrintStream err) {
        this.err = err;
    }

    @Override
    public void see(Snapshot snapshot) {
        UnseenNamespaces unseen = snapshot.unseen();
        if (!toldOfProcesses && (unseen.unreadableProcesses() > 0 || unseen.hiddenProcesses())) {
            toldOfProcesses = true;
            int count = unseen.unreadableProcesses();
            err.println(
                    "connflux: the network namespace of "
                            + (unseen.hiddenProcesses()
                                    ? "hidden processes"
                                    : count == 1 ? "1 process" : count + " processes")
                            + " is not told to this user, and a namespace that no other process is in is not seen; root with CAP_SYS_PTRACE is told");
        }
        for (NetworkNamespace namespace : unseen.withoutProcess()) {
            if (told.size() < MOST && told.add(namespace)) {
                err.println("connflux: network namespace " + namespace
                        + " has no process to be read through, and is not seen until it has one"
                        + (told.size() == MOST ? "; further ones are not told" : ""));
            }
        }
    }
}
