package io.connflux.cli.notice;

import io.connflux.table.FileProblem;
import io.connflux.table.Snapshot;
import java.io.PrintStream;

/** Says which files are absent: half of the connections may be missing without it. */
public final class AbsentFiles implements Notice {

    private final PrintStream err;
    private boolean looked;

    public AbsentFiles(PrintStream err) {
        this.err = err;
    }

    @Override
    public void see(Snapshot snapshot) {
        if (!looked) {
            looked = true;
            for (FileProblem problem : snapshot.missing().values()) {
                err.println("connflux: " + problem.reason() + "; the others are watched");
            }
        }
    }
}
