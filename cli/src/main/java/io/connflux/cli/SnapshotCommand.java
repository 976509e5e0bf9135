package io.connflux.cli;

import io.connflux.cli.notice.OwnerNotices;
import io.connflux.cli.options.OwnerFilter;
import io.connflux.cli.options.OwnerOptions;
import io.connflux.cli.options.ProcessOptions;
import io.connflux.cli.options.SourceOptions;
import io.connflux.cli.text.SnapshotTable;
import io.connflux.cli.text.Terminal;
import io.connflux.model.Connection;
import io.connflux.model.RowProblem;
import io.connflux.process.OwnerSearch;
import io.connflux.stream.snapshot.SnapshotFormat;
import io.connflux.table.ColumnProblem;
import io.connflux.table.Snapshot;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code connflux snapshot}. */
@Command(name = "snapshot", description = "Prints the table of connections once.", sortOptions = false)
final class SnapshotCommand implements Callable<Integer> {

    private static final int MAX_PROBLEMS = 5;

    private final OutputStream out;
    private final PrintStream err;

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(
            names = "--format",
            paramLabel = "F",
            completionCandidates = Formats.class,
            description = "table, json, cfengine or cfengine-3.11 (default: table on a terminal, else json).")
    private @Nullable String format;

    @Mixin
    private ProcessOptions process = new ProcessOptions();

    @Mixin
    private OwnerOptions owner = new OwnerOptions();

    /** What a shell offers. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("table", "json", "cfengine", "cfengine-3.11").iterator();
        }
    }

    SnapshotCommand(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        String chosen = format == null ? (Terminal.isOutput() ? "table" : "json") : format;
        SnapshotFormat json = null;
        for (SnapshotFormat known : SnapshotFormat.values()) {
            json = known.label().equals(chosen) ? known : json;
        }
        if (json == null && !chosen.equals("table")) {
            err.println("connflux: Invalid value for option '--format': '" + chosen
                    + "' is none of table, json, cfengine, cfengine-3.11 (see 'connflux snapshot --help')");
            return ExitStatus.USAGE.code();
        }
        OwnerFilter filter = owner.filter();
        if (filter != null && chosen.startsWith("cfengine")) {
            err.println(
                    "connflux: Invalid value for option '--format': CFEngine's form has all connections, and none are"
                            + " chosen for it by their processes (see 'connflux snapshot --help')");
            return ExitStatus.USAGE.code();
        }
        if (source.hasAllNamespaces() && chosen.startsWith("cfengine")) {
            err.println("connflux: Invalid value for option '--netns': CFEngine's form has no place for namespaces, and"
                    + " only one of them fits it (see 'connflux snapshot --help')");
            return ExitStatus.USAGE.code();
        }
        process.check(filter != null);
        Snapshot snapshot = source.source(err).read();
        OwnerSearch search = process.search(source.proc(), filter);
        if (search != null) {
            snapshot = search.follow(snapshot, () -> false);
            new OwnerNotices(search, err).tell();
        }
        Predicate<Connection> rows = filter == null ? connection -> true : filter;
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        if (json == null) {
            SnapshotTable.write(snapshot, rows, buffered);
        } else {
            json.write(snapshot, rows, buffered);
            buffered.write('\n');
        }
        buffered.flush();
        snapshot.missing().values().forEach(problem -> err.println("connflux: " + problem.reason()));
        tell(snapshot.problems());
        for (ColumnProblem column : snapshot.columnProblems()) {
            int more = column.rows() - 1;
            err.println("connflux: " + words(column.first()) + (more == 0 ? "" : ", and " + more + " more rows"));
        }
        return ExitStatus.OK.code();
    }

    private void tell(List<RowProblem> problems) {
        for (int i = 0; i < Math.min(MAX_PROBLEMS, problems.size()); i++) {
            err.println("connflux: " + words(problems.get(i)));
        }
        if (problems.size() > MAX_PROBLEMS) {
            err.println("connflux: and " + (problems.size() - MAX_PROBLEMS) + " more rows that cannot be read");
        }
    }

    private static String words(RowProblem p) {
        return p.file() + ":" + p.line() + ":" + p.column() + ": " + p.reason();
    }
}
