package io.connflux.cli;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.cli.notice.OwnerNotices;
import io.connflux.cli.notice.ProblemNotices;
import io.connflux.cli.options.ChoiceOptions;
import io.connflux.cli.options.ProcessOptions;
import io.connflux.cli.options.SchemaOptions;
import io.connflux.cli.options.SourceOptions;
import io.connflux.cli.text.TableForm;
import io.connflux.filter.Clause;
import io.connflux.filter.Filter;
import io.connflux.filter.HistoryClause;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.process.OwnerSearch;
import io.connflux.stream.encode.HostIdentity;
import io.connflux.stream.follow.Choice;
import io.connflux.stream.snapshot.SnapshotFormat;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import io.connflux.track.ConnectionTracker;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
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

    private final OutputStream out;
    private final PrintStream err;

    @Parameters(arity = "0..*", paramLabel = "EXPR", description = "Only these: see 'connflux filter --help'.")
    private List<String> expression = List.of();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(
            names = "--format",
            paramLabel = "F",
            completionCandidates = TableForm.Words.class,
            description = "table, json, ecs, ocsf, otlp, cfengine or cfengine-3.11 (default: table on a terminal, else"
                    + " json).")
    private @Nullable String format;

    @Option(
            names = {"-e", "--extended"},
            description = "In json, all that is known of each: uid, inode, queues, …")
    private boolean extended;

    @Option(names = "--traffic", description = "What each TCP connection carried, by netlink.")
    private boolean traffic;

    @Mixin
    private ProcessOptions process = new ProcessOptions();

    @Mixin
    private ChoiceOptions choice = new ChoiceOptions();

    @Mixin
    private SchemaOptions schema = new SchemaOptions();

    @Spec
    private CommandSpec command = CommandSpec.create();

    SnapshotCommand(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        TableForm form;
        try {
            form = TableForm.of(format, extended);
        } catch (IllegalArgumentException e) {
            throw wrong("--format", String.valueOf(e.getMessage()));
        }
        Filter filter = choice.filter(expression, source.proc());
        check(form, filter);
        if (traffic) {
            source.checkTraffic(filter);
        }
        OwnerSearch search = process.search(source.proc(), filter);
        choice.check(source.proc(), search, err);
        SnapshotSource read = traffic ? source.withTraffic() : source.source(err);
        SnapshotSource files = search == null ? read : () -> search.follow(read.read(), () -> false);
        Snapshot snapshot = files.read();
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        if (form.isCfengine()) {
            form.write(snapshot, buffered);
        } else {
            HostIdentity host = form.hasLines() ? HostIdentity.of(source.proc()) : HostIdentity.UNKNOWN;
            form.write(snapshot.time(), connections(snapshot, files, filter, form), schema.settings(host), buffered);
        }
        buffered.flush();
        if (search != null) {
            new OwnerNotices(search, err).tell();
        }
        ProblemNotices.tell(snapshot, err);
        return ExitStatus.OK.code();
    }

    private static Map<Protocol, ? extends Iterable<Connection>> connections(
            Snapshot snapshot, SnapshotSource files, Filter filter, TableForm form) throws IOException {
        if (!filter.usesHistory() && !form.extended()) {
            return SnapshotFormat.once(snapshot, filter::matches);
        }
        // Who began a connection is what who follows a host says.
        ConnectionTracker tracker = new ConnectionTracker();
        tracker.reconcile(snapshot);
        if (tracker.awaitsSecondLook()) {
            tracker.reconcile(files.read());
        }
        Map<Protocol, List<Connection>> known = new EnumMap<>(Protocol.class);
        Choice.ALL.and(filter).existingByProtocol(tracker.table()).forEach((protocol, some) -> {
            List<Connection> all = new ArrayList<>();
            // Nobody will meet the identity again that this tracker gave.
            some.forEach(connection -> all.add(connection.toBuilder().id("").build()));
            known.put(protocol, all);
        });
        return known;
    }

    private void check(TableForm form, Filter filter) {
        process.check(filter);
        for (Clause clause : filter.clauses()) {
            if (clause instanceof HistoryClause.Age || clause instanceof HistoryClause.Id) {
                throw new ParameterException(
                        command.commandLine(),
                        "'" + clause
                                + "' is known to who follows a host, as 'watch' and 'serve' do, and not to one snapshot");
            }
        }
        if (!form.hasLines()) {
            schema.refuse(form.isCfengine() ? "CFEngine's" : form.word());
        }
        if (!form.isCfengine()) {
            return;
        }
        if (!filter.equals(Filter.ALL)) {
            throw wrong("--format", "CFEngine's form has all connections, and none are chosen for it");
        }
        if (traffic || process.isWanted()) {
            throw wrong(
                    traffic ? "--traffic" : "--process",
                    "CFEngine's form has no place for more than its model has; --format json has");
        }
        if (source.hasAllNamespaces()) {
            throw wrong("--netns", "CFEngine's form has no place for namespaces, and only one of them fits it");
        }
    }

    private ParameterException wrong(String option, String why) {
        return new ParameterException(command.commandLine(), "Invalid value for option '" + option + "': " + why);
    }
}
