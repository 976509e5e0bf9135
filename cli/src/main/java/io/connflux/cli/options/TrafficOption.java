package io.connflux.cli.options;

import io.connflux.cli.options.value.DurationOption;
import io.connflux.filter.Filter;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.websocket.WebSocketSource;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether it is told again and again what living connections carry. */
public final class TrafficOption {

    @Option(
            names = "--traffic",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "What TCP carries, and how fast, each D; by netlink.")
    private @Nullable Duration every;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /**
     * Refuses what would tell of nothing.
     *
     * @param told what is told of
     * @throws ParameterException where that is nothing that carries
     */
    public void check(SourceOptions source, Filter told) {
        if (every != null) {
            source.checkTraffic(told);
        }
    }

    /**
     * Has the table read by netlink where that is needed.
     *
     * @throws ParameterException where something else is asked for that netlink cannot do, or nothing that carries is read
     */
    public void choose(SourceOptions source) {
        if (every != null) {
            source.chooseTraffic();
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

    /**
     * The same of another host, whose server reads it.
     *
     * @throws ParameterException where no server can be asked for such a time
     */
    public WebSocketSource of(WebSocketSource source) {
        try {
            return every == null ? source : source.traffic(every);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "Invalid value for option '--traffic': " + e.getMessage(), e);
        }
    }
}
