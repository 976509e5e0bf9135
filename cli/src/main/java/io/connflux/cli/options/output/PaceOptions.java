package io.connflux.cli.options.output;

import io.connflux.cli.options.value.DurationOption;
import io.connflux.event.ConnectionEvent;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.follow.Pace;
import io.connflux.stream.websocket.WebSocketSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Flux;

/** How often the same is told again, and how much a second. */
public final class PaceOptions {

    @Option(
            names = "--tick",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "Tell what lives on again, once in this time.")
    private @Nullable Duration tick;

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            converter = RateOption.class,
            description = "Coalesce what is more than N lines a second.")
    private @Nullable Pace pace;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** The same stream, which tells again what lives on where that is asked for. */
    public ConnectionStream ticking(ConnectionStream stream) {
        return tick == null ? stream : stream.tick(tick);
    }

    /** The same of another host. */
    public WebSocketSource ticking(WebSocketSource source) {
        try {
            return tick == null ? source : source.tick(tick);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "Invalid value for option '--tick': " + e.getMessage(), e);
        }
    }

    /** The same batches, no more of them than is asked for. */
    public Flux<Iterable<ConnectionEvent>> paced(Flux<Iterable<ConnectionEvent>> batches) {
        return pace == null ? batches : pace.of(batches);
    }
}
