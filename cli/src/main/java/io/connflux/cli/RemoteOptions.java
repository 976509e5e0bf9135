package io.connflux.cli;

import io.connflux.stream.websocket.Reconnection;
import io.connflux.stream.websocket.WebSocketPush;
import io.connflux.stream.websocket.WebSocketSource;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whose events are watched, and where they go, where that is not here. */
final class RemoteOptions {

    @Parameters(arity = "0..1", paramLabel = "URL", description = "Another host's 'connflux serve', as ws://host:7411.")
    private @Nullable URI from;

    @Option(names = "--to", paramLabel = "URL", description = "Push the lines to this WebSocket, one a frame.")
    private @Nullable URI to;

    @Option(names = "--tls-ca", paramLabel = "FILE", description = "Certificates (PEM) to trust for wss://.")
    private @Nullable Path trusted;

    @Mixin
    private TokenOptions token = new TokenOptions();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Refuses options that contradict each other, where they would be passed over in silence. */
    void check() {
        if (from != null) {
            refuse(List.of("--proc", "--interval", "--netns"), "is the server's choice: it polls, not this command");
            refuse(List.of("--process", "--getent"), "is the server's choice: 'serve' has it");
            refuse(List.of("--to"), "pushes this host's events, not those of " + from);
        }
        if (to != null) {
            refuse(List.of("--pid", "--user", "--name", "--container"), "is for what is printed; '--to' pushes all");
            refuse(List.of("--format", "--count", "--color"), "is for what is printed; '--to' prints nothing");
        }
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
    WebSocketSource source(PrintStream err) throws IOException {
        URI uri = from;
        if (uri == null) {
            return null;
        }
        try {
            NetworkLog.silence();
            WebSocketSource source = WebSocketSource.at(uri).onReconnect(lost -> tell(lost, err));
            String secret = token.read();
            source = secret == null ? source : source.token(secret);
            Path certificates = trusted();
            return certificates == null ? source : source.trust(certificates);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    /** The collector; null for standard output. */
    @Nullable
    WebSocketPush push(PrintStream err) throws IOException {
        URI uri = to;
        if (uri == null) {
            return null;
        }
        try {
            NetworkLog.silence();
            WebSocketPush push = WebSocketPush.to(uri).onReconnect(lost -> tell(lost, err));
            String secret = token.read();
            push = secret == null ? push : push.token(secret);
            Path certificates = trusted();
            return certificates == null ? push : push.trust(certificates);
        } catch (IllegalArgumentException e) {
            throw wrong("Invalid value for option '--to': " + e.getMessage());
        }
    }

    private @Nullable Path trusted() throws IOException {
        Path file = trusted;
        if (file != null && !Files.isReadable(file)) {
            throw new IOException("--tls-ca: " + file + " cannot be read");
        }
        return file;
    }

    private static void tell(Reconnection lost, PrintStream err) {
        err.println("connflux: " + lost.cause().getMessage() + "; trying again");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
