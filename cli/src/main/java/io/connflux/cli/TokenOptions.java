package io.connflux.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The server's token: from a file or the environment, never from the command line, which every user of the host can read. */
final class TokenOptions {

    private static final String VARIABLE = "CONNFLUX_TOKEN";

    @Option(names = "--token-file", paramLabel = "FILE", description = "The server's token (or in CONNFLUX_TOKEN).")
    private @Nullable Path file;

    /** The token; null where none is given. */
    @Nullable
    String read() throws IOException {
        Path given = file;
        if (given == null) {
            String value = System.getenv(VARIABLE);
            return value == null || value.isBlank() ? null : value.strip();
        }
        if (!Files.isReadable(given)) {
            throw new IOException("--token-file: " + given + " cannot be read");
        }
        String token = Files.readString(given).strip();
        if (token.isEmpty()) {
            throw new IOException("--token-file: " + given + " is empty");
        }
        return token;
    }
}
