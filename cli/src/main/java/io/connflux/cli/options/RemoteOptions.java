package io.connflux.cli.options;

import io.connflux.cli.notice.NetworkLog;
import io.connflux.cli.notice.UnknownEvents;
import io.connflux.cli.options.value.DurationOption;
import io.connflux.stream.websocket.Reconnection;
import io.connflux.stream.websocket.WebSocketPush;
import io.connflux.stream.websocket.WebSocketSource;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whose events are watched, and where they go, where that is not here. */
public final class RemoteOptions {

    /** All that a distribution trusts is 0.3 MB. */
    private static final int LONGEST_PEM = 1 << 24;

    private static final Pattern URL = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://");

    /** {@code 127.0.0.1:7411}, which is no expression: that would say of which end it is. */
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}");

    private static final Pattern CERTIFICATE = Pattern.compile("-BEGIN [A-Z0-9 ]*CERTIFICATE-");

    @Parameters(
            arity = "0..*",
            paramLabel = "EXPR",
            description =
                    "Only these: see 'connflux filter --help'. After ws://host:7411 those of that 'connflux serve'.")
    private List<String> words = List.of();

    @Option(names = "--to", paramLabel = "URL", description = "Push the lines to this WebSocket, one a frame.")
    private @Nullable String to;

    @Option(names = "--tls-ca", paramLabel = "FILE", description = "Certificates (PEM) to trust for wss://.")
    private @Nullable Path trusted;

    @Mixin
    private TokenOptions token = new TokenOptions();

    private @Nullable UnknownEvents unknown;

    private volatile boolean lacksLines;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    private @Nullable URI from() {
        if (words.isEmpty()) {
            return null;
        }
        String first = words.get(0);
        return URL.matcher(first).find()
                ? uri(first, "")
                : AUTHORITY.matcher(first).matches() ? uri("ws://" + first, "") : null;
    }

    private @Nullable URI to() {
        String there = to;
        return there == null ? null : uri(there, "Invalid value for option '--to': ");
    }

    private URI uri(String text, String option) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw wrong(option + "'" + text + "' is no URL such as ws://host:7411");
        }
    }

    /** The words of an expression that chooses connections; none for all. */
    public List<String> expression() {
        return from() == null ? words : words.subList(1, words.size());
    }

    /** Refuses options that contradict each other, where they would be passed over in silence. */
    public void check() {
        URI from = from();
        if (from != null) {
            refuse(
                    List.of(
                            "--proc",
                            "--source",
                            "--interval",
                            "--netns",
                            "--state",
                            "--raw",
                            "--trace",
                            "--resync",
                            "--complete"),
                    "is the server's choice: it polls, not this command");
            refuse(List.of("--process", "--getent"), "is the server's choice: 'serve' has it");
            refuse(List.of("--to"), "pushes this host's events, not those of " + from);
        }
    }

    /** The name of the place to which events go where no file is named. */
    public String destination() {
        return to == null ? "-" : to;
    }

    private void refuse(List<String> options, String why) {
        for (String option : options) {
            if (command.commandLine().getParseResult().hasMatchedOption(option)) {
                throw wrong("'" + option + "' " + why);
            }
        }
    }

    /** The other host; null for this one. */
    @Nullable
    public WebSocketSource source(PrintStream err) throws IOException {
        URI uri = from();
        if (uri == null) {
            return null;
        }
        try {
            NetworkLog.silence();
            WebSocketSource source = WebSocketSource.at(uri).onReconnect(lost -> tell(lost, err));
            UnknownEvents newer = new UnknownEvents(uri, err);
            unknown = newer;
            source = source.onUnknown(newer);
            String secret = token.read(err);
            source = secret == null ? source : source.token(secret);
            Path certificates = trusted();
            return certificates == null ? source : source.trust(certificates);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /** The collector; null for standard output. */
    @Nullable
    public WebSocketPush push(PrintStream err) throws IOException {
        URI uri = to();
        if (uri == null) {
            return null;
        }
        try {
            NetworkLog.silence();
            WebSocketPush push = WebSocketPush.to(uri)
                    .onReconnect(lost -> tell(lost, err))
                    .onUndelivered(lines -> tell(uri, lines, err));
            String secret = token.read(err);
            push = secret == null ? push : push.token(secret);
            Path certificates = trusted();
            return certificates == null ? push : push.trust(certificates);
        } catch (IllegalArgumentException e) {
            throw wrong("Invalid value for option '--to': " + e.getMessage());
        }
    }

    private @Nullable Path trusted() throws IOException {
        Path path = trusted;
        if (path == null) {
            return null;
        }
        OptionFile file = new OptionFile("--tls-ca", path);
        if (Files.exists(path) && !Files.isDirectory(path) && !Files.isRegularFile(path)) {
            throw file.wrong("is no regular file, and would be read again for each connection");
        }
        String pem = new String(file.read(LONGEST_PEM), StandardCharsets.ISO_8859_1);
        if (!CERTIFICATE.matcher(pem).find()) {
            throw file.wrong("has no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
        }
        return path;
    }

    /** What is said where it never answered; null where it is this host that is watched. */
    public @Nullable String unanswered(Duration time) {
        URI from = from();
        return from == null ? null : from + ": no answer in " + DurationOption.words(time);
    }

    /** Whether the collector may lack some of the lines, which has been said then; of use when all is over. */
    public boolean lacksLines() {
        return lacksLines;
    }

    /** Says what has to be said when all is over. */
    public void end() {
        UnknownEvents newer = unknown;
        if (newer != null) {
            newer.end();
        }
    }

    private static void tell(Reconnection lost, PrintStream err) {
        err.println("connflux: " + lost.cause().getMessage() + "; trying again");
    }

    private void tell(URI uri, long undelivered, PrintStream err) {
        lacksLines = true;
        err.println("connflux: " + uri + " has not acknowledged the last "
                + (undelivered == 1 ? "line" : undelivered + " lines") + ", and may lack "
                + (undelivered == 1 ? "it" : "them"));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
