package io.connflux.cli.options.output;

import io.connflux.cli.options.value.FormatOption.Format;
import io.connflux.filter.Filter;
import io.connflux.filter.value.HostPorts;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that lines go to, or standard output.
 *
 * @param file null for standard output
 * @param format null where it is not said
 * @param expression of which connections; empty for all that the command tells of
 */
public record Output(@Nullable Path file, @Nullable Format format, String expression) {

    /**
     * Which connections.
     *
     * @param proc beside which the names of services stand
     * @throws io.connflux.filter.FilterException where it is not understood
     */
    public Filter filter(Path proc) {
        return Filter.parse(expression, HostPorts.beside(proc));
    }
}
