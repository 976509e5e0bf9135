package io.connflux.cli;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.cli.exit.FatalErrors;
import io.connflux.cli.exit.UntilSignal;
import io.connflux.cli.notice.AbsentFiles;
import io.connflux.cli.notice.Notice;
import io.connflux.cli.notice.OwnerNotices;
import io.connflux.cli.notice.SystemdNotices;
import io.connflux.cli.options.ChoiceOptions;
import io.connflux.cli.options.Ends;
import io.connflux.cli.options.ProcessOptions;
import io.connflux.cli.options.RemoteOptions;
import io.connflux.cli.options.SchemaOptions;
import io.connflux.cli.options.SourceOptions;
import io.connflux.cli.options.StateOption;
import io.connflux.cli.options.TrafficOption;
import io.connflux.cli.options.output.Output;
import io.connflux.cli.options.output.OutputOptions;
import io.connflux.cli.options.output.PaceOptions;
import io.connflux.cli.options.trace.Polls;
import io.connflux.cli.options.trace.TraceOptions;
import io.connflux.cli.options.value.DurationOption;
import io.connflux.cli.options.value.FormatOption;
import io.connflux.cli.output.LineForms;
import io.connflux.cli.output.Outputs;
import io.connflux.cli.output.ToldEvents;
import io.connflux.cli.text.Terminal;
import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.process.OwnerSearch;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.encode.Encoding;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.sink.LineSink;
import io.connflux.stream.sink.PipeReader;
import io.connflux.stream.websocket.WebSocketPush;
import io.connflux.stream.websocket.WebSocketSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** {@code connflux watch}. */
@Command(
        name = "watch",
        description = "Prints each connection that opens, changes its state or closes.",
        customSynopsis = "connflux watch [OPTION…] [URL] [EXPR…]",
        sortOptions = false)
final class WatchCommand implements Callable<Integer> {

    private final OutputStream out;
    private final PrintStream err;

    @Mixin
    private RemoteOptions remote = new RemoteOptions();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Mixin
    private ProcessOptions process = new ProcessOptions();

    @Mixin
    private ChoiceOptions choice = new ChoiceOptions();

    @Mixin
    private SchemaOptions schema = new SchemaOptions();

    @Option(
            names = "--interval",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "Time between two polls: 250ms, 1s, 2m (default: 1s).")
    private Duration interval = Duration.ofSeconds(1);

    @Option(
            names = "--format",
            paramLabel = "F",
            converter = FormatOption.class,
            completionCandidates = FormatOption.Words.class,
            description = "text, json, ecs, ocsf or otlp (text on a terminal).")
    private FormatOption.@Nullable Format format;

    @Mixin
    private TraceOptions trace = new TraceOptions();

    @Option(names = "--complete", description = "As --trace auto, else netlink, and --process.")
    private boolean complete;

    @Mixin
    private OutputOptions outputs = new OutputOptions();

    @Mixin
    private PaceOptions pace = new PaceOptions();

    @Mixin
    private TrafficOption traffic = new TrafficOption();

    @Mixin
    private StateOption state = new StateOption();

    @Option(names = "--existing", description = "First print the connections that are there.")
    private boolean existing;

    @Option(names = "--count", paramLabel = "N", description = "End after N lines.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--for", paramLabel = "D", converter = DurationOption.class, description = "End after this time.")
    private @Nullable Duration time;

    @Option(
            names = "--stats",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "Print a line of counters this often.")
    private @Nullable Duration stats;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto, always or never (default: auto, and NO_COLOR).")
    private Terminal.ColorChoice color = Terminal.ColorChoice.AUTO;

    private @Nullable OwnerNotices notices;

    /** Whether the other host has said something. */
    private final AtomicBoolean heard = new AtomicBoolean();

    WatchCommand(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        if (count < 1) {
            err.println("connflux: Invalid value for option '--count': at least 1 (see 'connflux watch --help')");
            return ExitStatus.USAGE.code();
        }
        FatalErrors.tell(err);
        remote.check();
        outputs.check();
        Filter chosen = choice.filter(remote.expression(), source.proc());
        if (complete) {
            process.want();
        }
        process.check(outputs.anyOf(chosen, source.proc()));
        traffic.check(source, chosen);
        WebSocketSource other = remote.source(err);
        if (other == null) {
            traffic.choose(source);
        }
        WebSocketPush push = remote.push(err);
        boolean terminal = Terminal.isOutput();
        Output said = push == null ? outputs.standard() : null;
        FormatOption.Format form = said != null && said.format() != null ? said.format() : format;
        // Counters are of all that the host has.
        Filter told = stats == null ? chosen : Filter.ALL;
        Polls beside = Polls.of(source.proc(), source.protocols(), told, interval);
        Ends ends = other == null ? Ends.asked(trace, source, complete, beside, err) : new Ends(null, null);
        Encoding encoding = form != null ? form.schema() : push == null && terminal ? null : Encoding.JSON;
        if (encoding == null && outputs.files().isEmpty()) {
            schema.refuse("text");
        }
        if (other == null && (encoding == null || push != null)) {
            err.println("connflux: watching " + source.words()
                    + (ends.trace() != null ? "" : " every " + DurationOption.words(interval)) + "; Ctrl-C ends");
        }
        ToldEvents events = other == null ? here(chosen, ends) : (name, some) -> batches(other, chosen.and(some));
        Flux<Iterable<ConnectionEvent>> batches =
                events.batches(remote.destination(), said == null ? Filter.ALL : said.filter(source.proc()));
        LineForms forms = new LineForms(schema, source.proc(), other != null);
        Supplier<EventEncoder> lines = push == null ? forms.ofOutput(encoding, terminal, color) : forms.of(encoding);
        Outputs files = new Outputs(outputs, push == null ? null : out, usual(format), forms, err);
        int status = UntilSignal.run(
                stop -> {
                    Mono<Long> work = push == null
                            ? LineSink.to(out).limit(count).as(lines).write(batches.takeUntilOther(ends(stop)))
                            : pushed(push.as(lines).limit(count), batches, stop);
                    return files.beside(work, stop, events);
                },
                this::last);
        return remote.lacksLines() ? ExitStatus.FAILURE.code() : status;
    }

    /** Files are for programs to read. */
    private static Encoding usual(FormatOption.@Nullable Format asked) {
        return asked == null || asked.schema() == null ? Encoding.JSON : asked.schema();
    }

    private ToldEvents here(Filter chosen, Ends ends) throws IOException {
        OwnerSearch search = process.search(source.proc(), outputs.anyOf(chosen, source.proc()));
        choice.check(source.proc(), search, err);
        List<Notice> said = new ArrayList<>(SystemdNotices.asked(err));
        said.add(new AbsentFiles(err));
        if (search != null) {
            notices = new OwnerNotices(search, err);
            said.add(notices);
        }
        ConnectionStream stream = ConnectionStream.over(Notice.over(traffic.source(source, err), said))
                .every(interval)
                .existing(existing);
        stream = search == null ? stream : stream.owners(search);
        stream = state.of(ends.of(stream), source, err);
        ConnectionStream told = traffic.of(pace.ticking(stats == null ? stream : stream.stats(stats)));
        return (name, some) ->
                pace.paced(told.where(chosen.and(some)).goingOn(name).batches());
    }

    private Flux<Iterable<ConnectionEvent>> batches(WebSocketSource other, Filter filter) {
        WebSocketSource asked =
                other.only(source.protocols()).existing(existing).where(filter);
        return pace.paced(traffic.of(pace.ticking(stats == null ? asked : asked.stats(stats)))
                .batches()
                .doOnNext(some -> heard.set(true)));
    }

    private void last() {
        remote.end();
        OwnerNotices last = notices;
        if (last != null) {
            last.tell();
        }
    }

    /** The time begins when the collector takes the stream, and what was told in it may arrive. */
    private Mono<Long> pushed(WebSocketPush push, Flux<Iterable<ConnectionEvent>> batches, Mono<Void> stop) {
        Sinks.Empty<Void> over = Sinks.empty();
        Mono<Void> tooLate =
                over.asMono().then(Mono.delay(UntilSignal.LAST_WRITE)).then();
        return push.until(Mono.firstWithSignal(stop, tooLate))
                .write(batches.takeUntilOther(timeUp().doOnTerminate(over::tryEmitEmpty)));
    }

    private Mono<Void> ends(Mono<Void> stopped) {
        return Mono.firstWithSignal(stopped, timeUp(), PipeReader.gone(UntilSignal.PIPE_PROBE));
    }

    private Mono<Void> timeUp() {
        Duration most = time;
        return most == null
                ? Mono.never()
                : Mono.delay(most).flatMap(late -> {
                    String unanswered = heard.get() ? null : remote.unanswered(most);
                    return unanswered == null ? Mono.empty() : Mono.error(new IOException(unanswered));
                });
    }
}
