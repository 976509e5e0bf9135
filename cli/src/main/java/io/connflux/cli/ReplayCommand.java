package io.connflux.cli;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.cli.exit.FatalErrors;
import io.connflux.cli.exit.UntilSignal;
import io.connflux.cli.notice.NetworkLog;
import io.connflux.cli.options.ChoiceOptions;
import io.connflux.cli.options.RecordingOptions;
import io.connflux.cli.options.SchemaOptions;
import io.connflux.cli.options.value.ListenOption;
import io.connflux.cli.options.value.TimeOption;
import io.connflux.cli.output.LineForms;
import io.connflux.cli.text.TableForm;
import io.connflux.cli.text.Terminal;
import io.connflux.filter.Filter;
import io.connflux.filter.FilterException;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.encode.Encoding;
import io.connflux.stream.encode.HostIdentity;
import io.connflux.stream.replay.RecordedTable;
import io.connflux.stream.replay.Recording;
import io.connflux.stream.sink.LineSink;
import io.connflux.stream.sink.PipeReader;
import io.connflux.stream.websocket.WebSocketServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** {@code connflux replay}. */
@Command(
        name = "replay",
        description = "Plays what 'watch' recorded, or prints the table of then.",
        customSynopsis = "connflux replay [OPTION…] FILE… [EXPR…]",
        sortOptions = false)
final class ReplayCommand implements Callable<Integer> {

    private static final String TEXT = "text";

    /** Milliseconds between two looks at what is served. Too low costs time, too high misses what was there for short. */
    private static final double LEAST_INTERVAL = 50;

    private final OutputStream out;
    private final PrintStream err;

    @Mixin
    private RecordingOptions recording = new RecordingOptions();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Print the table of then, in a format of 'snapshot'.")
    private @Nullable Instant at;

    @Option(
            names = "--format",
            paramLabel = "F",
            completionCandidates = Formats.class,
            description = "text, json, ecs, ocsf or otlp (default: as watch).")
    private @Nullable String format;

    @Option(
            names = {"-e", "--extended"},
            description = "With --at, all that is known, as in 'snapshot'.")
    private boolean extended;

    @Option(
            names = "--listen",
            paramLabel = "ADDR:PORT",
            converter = ListenOption.class,
            description = "Serve it as 'serve' does, 127.0.0.1:7411.")
    private ListenOption.@Nullable Address listen;

    @Option(names = "--existing", description = "First print the connections that were there.")
    private boolean existing;

    @Option(names = "--count", paramLabel = "N", description = "End after N lines.")
    private long count = Long.MAX_VALUE;

    @Mixin
    private ChoiceOptions choice = new ChoiceOptions();

    @Mixin
    private SchemaOptions schema = new SchemaOptions();

    @Option(names = "--color", paramLabel = "WHEN", description = "auto, always or never (default: auto).")
    private Terminal.ColorChoice color = Terminal.ColorChoice.AUTO;

    @Spec
    private CommandSpec command = CommandSpec.create();

    /** What a shell offers. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Stream.of(TEXT), StreamSupport.stream(new TableForm.Words().spliterator(), false))
                    .iterator();
        }
    }

    ReplayCommand(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 1) {
            throw wrong("--count", "at least 1");
        }
        FatalErrors.tell(err);
        Filter filter = filter();
        if (at != null) {
            refuse(
                    List.of("--speed", "--from", "--to", "--existing", "--count", "--color", "--listen"),
                    "a table: --at");
            return print(at, filter);
        }
        refuse(List.of("--extended"), "events, which have all: it is for --at");
        if (listen != null) {
            refuse(List.of("--existing", "--count", "--color", "--format"), "a server: --listen");
            return serve(listen, filter);
        }
        return play(filter);
    }

    private Filter filter() {
        List<String> words = recording.expression();
        try {
            return choice.filter(words, Path.of("/proc"));
        } catch (FilterException e) {
            err.println("connflux: no file is named '" + words.get(0) + "', so that a filter begins with it");
            throw e;
        }
    }

    private void refuse(List<String> options, String what) {
        for (String option : options) {
            if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(command.commandLine(), "'" + option + "' says nothing about " + what);
            }
        }
    }

    private int serve(ListenOption.Address address, Filter filter) {
        if (Double.isInfinite(recording.speed())) {
            throw wrong("--speed", "'max' is no pace to be watched at: --listen");
        }
        NetworkLog.silence();
        Duration interval = Duration.ofMillis((long) Math.max(LEAST_INTERVAL, 1_000 / Math.max(1, recording.speed())));
        WebSocketServer server = WebSocketServer.over(
                        ConnectionStream.over(recording.played().where(filter).asHost())
                                .every(interval))
                .listen(address.host(), address.port())
                .lines(settings());
        return UntilSignal.run(
                stop -> server.start()
                        .doOnNext(running -> err.println("connflux: serving " + recording.words() + " at http://"
                                + address.host() + ":" + running.address().getPort() + "/; Ctrl-C ends"))
                        .flatMap(running ->
                                Mono.firstWithSignal(stop, running.failure()).then(running.stop())),
                () -> {});
    }

    private int play(Filter filter) {
        Encoding encoding = encoding();
        if (encoding == null) {
            schema.refuse(TEXT);
        }
        Recording played = recording.played().existing(existing).where(filter);
        if (encoding == null) {
            err.println("connflux: replaying " + recording.words() + "; Ctrl-C ends");
        }
        LineSink lines = LineSink.to(out)
                .limit(count)
                .as(new LineForms(schema, Path.of("/proc"), true).ofOutput(encoding, Terminal.isOutput(), color));
        return UntilSignal.run(
                stop -> lines.write(played.batches()
                        .takeUntilOther(Mono.firstWithSignal(stop, PipeReader.gone(UntilSignal.PIPE_PROBE)))),
                () -> {});
    }

    private @Nullable Encoding encoding() {
        String form = format == null ? (Terminal.isOutput() ? TEXT : Encoding.JSON.label()) : format;
        try {
            return form.equals(TEXT) ? null : Encoding.of(form);
        } catch (IllegalArgumentException e) {
            boolean ofTables = StreamSupport.stream(new TableForm.Words().spliterator(), false)
                    .anyMatch(form::equals);
            throw wrong(
                    "--format",
                    ofTables
                            ? "'" + form + "' is a form of a table, which is printed with --at"
                            : "'" + form + "' is none of " + String.join(", ", new Formats()));
        }
    }

    /** Another host's name, which its recording need not tell, is not this one's. */
    private EncoderSettings settings() {
        return schema.settings(HostIdentity.UNKNOWN);
    }

    private int print(Instant time, Filter filter) throws IOException {
        TableForm form = form(filter);
        RecordedTable table = Objects.requireNonNull(
                recording.recording().where(filter).tableAt(time).block(), "table");
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        if (form.isCfengine()) {
            form.write(table.snapshot(), buffered);
        } else {
            form.write(time, table.connections(), settings(), buffered);
        }
        buffered.flush();
        table.damages().forEach(damage -> err.println("connflux: " + damage));
        if (table.ended()) {
            err.println("connflux: the recording ends at " + table.last() + ": this is the table as it stood then");
        }
        return ExitStatus.OK.code();
    }

    private TableForm form(Filter filter) {
        TableForm form;
        try {
            form = TableForm.of(format, extended);
        } catch (IllegalArgumentException e) {
            throw wrong("--format", String.valueOf(e.getMessage()));
        }
        if (!form.hasLines()) {
            schema.refuse(form.word());
        }
        if (form.isCfengine() && !filter.equals(Filter.ALL)) {
            throw wrong("--format", "CFEngine's form has all connections, and none are chosen for it");
        }
        return form;
    }

    private ParameterException wrong(String option, String why) {
        return new ParameterException(command.commandLine(), "Invalid value for option '" + option + "': " + why);
    }
}
