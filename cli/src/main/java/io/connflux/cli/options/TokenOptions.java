package io.connflux.cli.options;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The server's token: from a file or the environment, never from the command line, which every user of the host can read. */
public final class TokenOptions {

    private static final String VARIABLE = "CONNFLUX_TOKEN";

    /** Bytes that a token may have: with the rest of the head it has to fit into what servers and proxies take, 8 KiB. */
    private static final int LONGEST = 4_096;

    @Option(names = "--token-file", paramLabel = "FILE", description = "The server's token (or in CONNFLUX_TOKEN).")
    private @Nullable Path file;

    /**
     * The token; null where none is given.
     *
     * @param err where it is said that others may read it
     */
    @Nullable
    public String read(PrintStream err) throws IOException {
        Path given = file;
        if (given == null) {
            String value = System.getenv(VARIABLE);
            String token = value == null ? "" : value.strip();
            String problem = token.isEmpty() ? null : problem(token);
            if (problem != null) {
                throw new IOException(VARIABLE + " " + problem);
            }
            return token.isEmpty() ? null : token;
        }
        OptionFile source = new OptionFile("--token-file", given);
        String token = new String(source.read(LONGEST), StandardCharsets.ISO_8859_1).strip();
        String problem = problem(token);
        if (problem != null) {
            throw source.wrong(problem);
        }
        if (isPublic(given)) {
            err.println(
                    "connflux: --token-file: " + given + " may be read by every user of this host; chmod 600 helps");
        }
        return token;
    }

    /** What a header of HTTP cannot carry (RFC 9110 section 5.5), and what is a mistake in any case. */
    private static @Nullable String problem(String token) {
        if (token.isEmpty()) {
            return "is empty";
        }
        if (token.indexOf('\n') >= 0 || token.indexOf('\r') >= 0) {
            return "has several lines: a token is one";
        }
        return token.chars().allMatch(c -> c >= ' ' && c <= '~') ? null : "has characters that are not printable ASCII";
    }

    private static boolean isPublic(Path file) {
        try {
            return Files.isRegularFile(file)
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
