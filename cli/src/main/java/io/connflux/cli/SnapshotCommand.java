package io.connflux.cli;

import io.connflux.cli.notice.OwnerNotices;
import io.connflux.cli.notice.ProblemNotices;
import io.connflux.cli.options.ChoiceOptions;
import io.connflux.cli.options.ProcessOptions;
import io.connflux.cli.options.SchemaOptions;
import io.connflux.cli.options.SourceOptions;
import io.connflux.cli.text.SnapshotTable;
import io.connflux.cli.text.Terminal;
import io.connflux.filter.Clause;
import io.connflux.filter.Filter;
import io.connflux.filter.HistoryClause;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.process.OwnerSearch;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.encode.Encoding;
import io.connflux.stream.encode.HostIdentity;
import io.connflux.stream.follow.Choice;
import io.connflux.stream.snapshot.SnapshotFormat;
import io.connflux.stream.snapshot.SnapshotLines;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import io.connflux.track.ConnectionTracker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code connflux snapshot}. */
@Command(
        name = "snapshot",
        description = "Prints the table of connections once.",
        customSynopsis = "connflux snapshot [OPTION…] [EXPR…]",
        sortOptions = false)
final class SnapshotCommand implements Callable<Integer> {

    private static final String TABLE = "table";

    private final OutputStream out;
    private final PrintStream err;

    @Parameters(arity = "0..*", paramLabel = "EXPR", description = "Only these: see 'connflux filter --help'.")
    private List<String> expression = List.of();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(
            names = "--format",
            paramLabel = "F",
            completionCandidates = Formats.class,
            description = "table, json, ecs, ocsf, otlp, cfengine or cfengine-3.11 (default: table on a terminal, else"
                    + " json).")
    private @Nullable String format;

    @Mixin
    private ProcessOptions process = new ProcessOptions();

    @Mixin
    private ChoiceOptions choice = new ChoiceOptions();

    @Mixin
    private SchemaOptions schema = new SchemaOptions();

    @Spec
    private CommandSpec command = CommandSpec.create();

    /** What a shell offers. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return all().iterator();
        }

        static List<String> all() {
            List<String> names = new ArrayList<>(List.of(TABLE));
            for (Encoding encoding : Encoding.values()) {
                names.add(encoding.label());
            }
            names.addAll(List.of("cfengine", "cfengine-3.11"));
            return names;
        }
    }

    SnapshotCommand(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        String form = format == null ? (Terminal.isOutput() ? TABLE : "json") : format;
        List<String> forms = Formats.all();
        if (!forms.contains(form)) {
            throw wrong("--format", "'" + form + "' is none of " + String.join(", ", forms));
        }
        Filter filter = choice.filter(expression, source.proc());
        check(form, filter);
        OwnerSearch search = process.search(source.proc(), filter);
        SnapshotSource read = source.source(err);
        SnapshotSource files = search == null ? read : () -> search.follow(read.read(), () -> false);
        Snapshot snapshot = files.read();
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        if (form.startsWith("cfengine")) {
            SnapshotFormat cfengine = form.equals("cfengine") ? SnapshotFormat.CFENGINE : SnapshotFormat.CFENGINE_3_11;
            cfengine.write(snapshot, buffered);
            buffered.write('\n');
        } else {
            write(form, snapshot.time(), connections(snapshot, files, filter), buffered);
        }
        buffered.flush();
        if (search != null) {
            new OwnerNotices(search, err).tell();
        }
        ProblemNotices.tell(snapshot, err);
        return ExitStatus.OK.code();
    }

    private static Map<Protocol, ? extends Iterable<Connection>> connections(
            Snapshot snapshot, SnapshotSource files, Filter filter) throws IOException {
        if (!filter.usesHistory()) {
            return SnapshotFormat.once(snapshot, filter::matches);
        }
        // Who began a connection is what who follows a host says.
        ConnectionTracker tracker = new ConnectionTracker();
        tracker.reconcile(snapshot);
        if (tracker.awaitsSecondLook()) {
            tracker.reconcile(files.read());
        }
        return Choice.ALL.and(filter).existingByProtocol(tracker.table());
    }

    private void write(
            String form, Instant time, Map<Protocol, ? extends Iterable<Connection>> connections, OutputStream buffered)
            throws IOException {
        if (form.equals("json")) {
            SnapshotFormat.writeJson(connections, buffered);
            buffered.write('\n');
            return;
        }
        List<Connection> rows = new ArrayList<>();
        connections.values().forEach(some -> some.forEach(rows::add));
        if (form.equals(TABLE)) {
            SnapshotTable.write(rows, buffered);
        } else {
            EncoderSettings settings = schema.settings(HostIdentity.of(source.proc()));
            SnapshotLines.write(time, rows, Encoding.of(form).encoder(settings), buffered);
        }
    }

    private void check(String form, Filter filter) {
        process.check(filter);
        for (Clause clause : filter.clauses()) {
            if (clause instanceof HistoryClause.Age || clause instanceof HistoryClause.Id) {
                throw new ParameterException(
                        command.commandLine(),
                        "'" + clause
                                + "' is known to who follows a host, as 'watch' and 'serve' do, and not to one snapshot");
            }
        }
        if (form.equals(TABLE) || form.equals("json")) {
            schema.refuse(form);
        }
        if (!form.startsWith("cfengine")) {
            return;
        }
        schema.refuse("CFEngine's");
        if (!filter.equals(Filter.ALL)) {
            throw wrong("--format", "CFEngine's form has all connections, and none are chosen for it");
        }
        if (source.hasAllNamespaces()) {
            throw wrong("--netns", "CFEngine's form has no place for namespaces, and only one of them fits it");
        }
    }

    private ParameterException wrong(String option, String why) {
        return new ParameterException(command.commandLine(), "Invalid value for option '" + option + "': " + why);
    }
}
