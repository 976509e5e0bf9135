package io.connflux.cli.notice;

import io.connflux.process.OwnerSearch;
import io.connflux.table.Snapshot;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a search for owners could not do, each said once. */
public final class OwnerNotices implements Notice {

    private final OwnerSearch search;
    private final PrintStream err;
    private final AtomicBoolean deniedSaid = new AtomicBoolean();
    private final AtomicBoolean getentSaid = new AtomicBoolean();

    public OwnerNotices(OwnerSearch search, PrintStream err) {
        this.search = search;
        this.err = err;
    }

    @Override
    public void see(Snapshot snapshot) {
        tell();
    }

    /** Says what has become known since. */
    public void tell() {
        if (search.wasDenied() && deniedSaid.compareAndSet(false, true)) {
            err.println("connflux: some processes may not be looked at by this user: their connections say owner"
                    + " \"permission\"; root, or CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, may look at all");
        }
        String problem = search.getentProblem();
        if (problem != null && getentSaid.compareAndSet(false, true)) {
            err.println("connflux: " + problem + "; users may lack their names");
        }
    }
}
