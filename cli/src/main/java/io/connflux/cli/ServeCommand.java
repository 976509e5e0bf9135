package io.connflux.cli;

import io.connflux.cli.exit.ExitStatus;
import io.connflux.cli.exit.FatalErrors;
import io.connflux.cli.exit.ShutdownHook;
import io.connflux.cli.notice.NetworkLog;
import io.connflux.cli.notice.Notice;
import io.connflux.cli.notice.OwnerNotices;
import io.connflux.cli.notice.SystemdNotices;
import io.connflux.cli.options.Ends;
import io.connflux.cli.options.ProcessOptions;
import io.connflux.cli.options.SchemaOptions;
import io.connflux.cli.options.SourceOptions;
import io.connflux.cli.options.StateOption;
import io.connflux.cli.options.TokenOptions;
import io.connflux.cli.options.TrafficOption;
import io.connflux.cli.options.output.OutputOptions;
import io.connflux.cli.options.output.PaceOptions;
import io.connflux.cli.options.trace.Polls;
import io.connflux.cli.options.trace.TraceOptions;
import io.connflux.cli.options.value.DurationOption;
import io.connflux.cli.options.value.ListenOption;
import io.connflux.cli.output.LineForms;
import io.connflux.cli.output.Outputs;
import io.connflux.filter.Filter;
import io.connflux.process.OwnerSearch;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.encode.Encoding;
import io.connflux.stream.encode.HostIdentity;
import io.connflux.stream.websocket.RunningServer;
import io.connflux.stream.websocket.TlsFileException;
import io.connflux.stream.websocket.WebSocketServer;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** {@code connflux serve}. */
@Command(
        name = "serve",
        description = "Serves the events as a WebSocket, and a page that shows them.",
        customSynopsis = "connflux serve [OPTION…]",
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {

    private final OutputStream out;
    private final PrintStream err;

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Mixin
    private TokenOptions token = new TokenOptions();

    @Option(
            names = "--listen",
            paramLabel = "ADDR:PORT",
            converter = ListenOption.class,
            description = "Where to listen (default: 127.0.0.1:7411). Another address than loopback needs a token.")
    private ListenOption.Address listen = new ListenOption.Address("127.0.0.1", 7411);

    @Option(
            names = "--interval",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "Time between two polls: 250ms, 1s, 2m (default: 1s).")
    private Duration interval = Duration.ofSeconds(1);

    @Mixin
    private ProcessOptions process = new ProcessOptions();

    @Mixin
    private SchemaOptions schema = new SchemaOptions();

    @Mixin
    private OutputOptions outputs = new OutputOptions();

    @Mixin
    private PaceOptions pace = new PaceOptions();

    @Mixin
    private TraceOptions trace = new TraceOptions();

    @Mixin
    private TrafficOption traffic = new TrafficOption();

    @Mixin
    private StateOption state = new StateOption();

    @Option(
            names = "--allow-origin",
            paramLabel = "ORIGIN",
            description = "Lets pages of this origin subscribe, beside the server's own. Repeatable.")
    private List<String> origins = List.of();

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "Answers to this name too, a proxy's. Repeatable.")
    private List<String> hosts = List.of();

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate chain (PEM): speaks TLS.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key (PEM).")
    private @Nullable Path key;

    @Option(names = "--max-subscribers", paramLabel = "N", description = "Refuses further ones (default: 1024).")
    private int maxSubscribers = 1_024;

    @Option(
            names = "--resume",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "How long a gone client may resume (default: 1m).")
    private Duration grace = Duration.ofMinutes(1);

    @Spec
    private CommandSpec command = CommandSpec.create();

    ServeCommand(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        if ((certificate == null) != (key == null)) {
            err.println("connflux: --tls-cert and --tls-key go together (see 'connflux serve --help')");
            return ExitStatus.USAGE.code();
        }
        if (maxSubscribers == 0) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--max-subscribers': 0 would let nobody in; at least 1");
        }
        outputs.check();
        Filter chosen = outputs.anyOf(Filter.ALL, source.proc());
        process.check(chosen);
        FatalErrors.tell(err);
        NetworkLog.silence();
        traffic.choose(source);
        SnapshotSource files = traffic.source(source, err);
        OwnerSearch search = process.search(source.proc(), chosen);
        List<Notice> said = new ArrayList<>(SystemdNotices.asked(err));
        if (search != null) {
            said.add(new OwnerNotices(search, err));
        }
        ConnectionStream stream =
                ConnectionStream.over(Notice.over(files, said)).every(interval);
        stream = search == null ? stream : stream.owners(search);
        Polls beside = Polls.of(source.proc(), source.protocols(), Filter.ALL, interval);
        stream = Ends.asked(trace, source, false, beside, err).of(stream);
        stream = traffic.of(state.of(stream, source, err));
        WebSocketServer sink = WebSocketServer.over(stream)
                .listen(listen.host(), listen.port())
                .lines(schema.settings(HostIdentity.of(source.proc())))
                .resumable(grace);
        sink = each("--max-subscribers", List.of(maxSubscribers), sink, WebSocketServer::maxSubscribers);
        String secret = token.read(err);
        if (secret != null) {
            sink = sink.token(secret);
        }
        sink = each("--allow-origin", origins, sink, WebSocketServer::allowOrigin);
        sink = each("--allow-host", hosts, sink, WebSocketServer::allowHost);
        if (certificate != null && key != null) {
            sink = sink.tls(certificate, key);
        }
        return run(sink, pace.ticking(stream.existing(true)), certificate != null);
    }

    private <T> WebSocketServer each(
            String option,
            List<T> values,
            WebSocketServer sink,
            BiFunction<WebSocketServer, T, WebSocketServer> setting) {
        try {
            WebSocketServer set = sink;
            for (T value : values) {
                set = setting.apply(set, value);
            }
            return set;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "Invalid value for option '" + option + "': " + e.getMessage(), e);
        }
    }

    private static IOException withOption(TlsFileException wrong) {
        String option = wrong.content() == TlsFileException.Content.KEY ? "--tls-key: " : "--tls-cert: ";
        return new IOException(option + wrong.getMessage(), wrong);
    }

    private int run(WebSocketServer sink, ConnectionStream stream, boolean tls) {
        RunningServer server = sink.start()
                .onErrorMap(TlsFileException.class, ServeCommand::withOption)
                .block();
        if (server == null) {
            throw new IllegalStateException("the server did not start");
        }
        // As it was asked for: an address of this host, a name or all of them.
        String host = listen.host();
        String authority = (host.contains(":") ? "[" + host + "]" : host) + ":"
                + server.address().getPort();
        err.println("connflux: serving " + source.words() + " at http" + (tls ? "s" : "") + "://" + authority
                + "/ and ws" + (tls ? "s" : "") + "://" + authority + "/events; Ctrl-C ends");
        Sinks.Empty<Void> stop = Sinks.empty();
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            stop.tryEmitEmpty();
            ShutdownHook.await(done, Duration.ofSeconds(2));
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            LineForms forms = new LineForms(schema, source.proc(), false);
            Mono<Void> end = Mono.firstWithSignal(stop.asMono(), server.failure());
            new Outputs(outputs, out, Encoding.JSON, forms, err)
                    .beside(
                            end,
                            stop.asMono(),
                            (name, filter) -> pace.paced(
                                    stream.where(filter).goingOn(name).batches()))
                    .then(server.stop())
                    .block();
            return ExitStatus.OK.code();
        } finally {
            done.countDown();
            ShutdownHook.remove(hook);
        }
    }
}
