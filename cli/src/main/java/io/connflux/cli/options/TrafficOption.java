package io.connflux.cli.options;

import io.connflux.cli.options.value.DurationOption;
import io.connflux.stream.ConnectionStream;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether it is told again and again what living connections carry. */
public final class TrafficOption {

    @Option(
            names = "--traffic",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "What TCP carries, and how fast, each D; by netlink.")
    private @Nullable Duration every;

    /**
     * Has the table read by netlink where that is needed.
     *
     * @throws picocli.CommandLine.ParameterException where something else is asked for that netlink cannot do
     */
    public void choose(SourceOptions source) {
        if (every != null) {
            source.chooseNetlink("--traffic");
        }
    }

    /**
     * The table that was chosen, with what each connection has carried where that is asked for.
     *
     * @throws IOException as {@link SourceOptions#source}
     */
    public SnapshotSource source(SourceOptions source, PrintStream err) throws IOException {
        return every == null ? source.source(err) : source.withTraffic();
    }

    /** The same stream, which tells it. */
    public ConnectionStream of(ConnectionStream stream) {
        return every == null ? stream : stream.traffic(every);
    }
}
