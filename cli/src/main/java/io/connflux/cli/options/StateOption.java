package io.connflux.cli.options;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.state.StateFile;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where what was told is kept for the next run. */
public final class StateOption {

    @Option(names = "--state", paramLabel = "FILE", description = "Keep what was told, and go on after a restart.")
    private @Nullable Path file;

    /**
     * The stream with its state, where it has one.
     *
     * @param err where it is said what becomes of it
     */
    public ConnectionStream of(ConnectionStream stream, SourceOptions source, PrintStream err) {
        return file == null
                ? stream
                : stream.state(StateFile.at(file)
                        .scope(source.words())
                        .proc(source.proc())
                        .saying(words -> err.println("connflux: " + words)));
    }
}
