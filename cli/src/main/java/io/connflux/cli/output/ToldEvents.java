package io.connflux.cli.output;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The events that one destination is told. */
public interface ToldEvents {

    /** Standard output. */
    String STANDARD = "-";

    /**
     * Those of a filter.
     *
     * @param name of the destination: the same one goes on after a restart where it was
     */
    Flux<Iterable<ConnectionEvent>> batches(String name, Filter filter);

    /**
     * The name of a file.
     *
     * @param file null for standard output
     */
    static String name(@Nullable Path file) {
        return file == null ? STANDARD : file.toAbsolutePath().normalize().toString();
    }
}
