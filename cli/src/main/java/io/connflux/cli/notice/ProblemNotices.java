package io.connflux.cli.notice;

import io.connflux.model.RowProblem;
import io.connflux.table.ColumnProblem;
import io.connflux.table.Snapshot;
import java.io.PrintStream;
import java.util.List;

/** What a snapshot could not read. */
public final class ProblemNotices {

    private static final int MAX_PROBLEMS = 5;

    private ProblemNotices() {}

    /** Says it, the first of many rows with their places. */
    public static void tell(Snapshot snapshot, PrintStream err) {
        snapshot.missing().values().forEach(problem -> err.println("connflux: " + problem.reason()));
        List<RowProblem> problems = snapshot.problems();
        for (int i = 0; i < Math.min(MAX_PROBLEMS, problems.size()); i++) {
            err.println("connflux: " + words(problems.get(i)));
        }
        if (problems.size() > MAX_PROBLEMS) {
            err.println("connflux: and " + (problems.size() - MAX_PROBLEMS) + " more rows that cannot be read");
        }
        for (ColumnProblem column : snapshot.columnProblems()) {
            int more = column.rows() - 1;
            err.println("connflux: " + words(column.first()) + (more == 0 ? "" : ", and " + more + " more rows"));
        }
    }

    private static String words(RowProblem p) {
        return p.file() + ":" + p.line() + ":" + p.column() + ": " + p.reason();
    }
}
