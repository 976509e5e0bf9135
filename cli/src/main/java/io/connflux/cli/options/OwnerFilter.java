package io.connflux.cli.options;

import io.connflux.model.Connection;
import io.connflux.model.Owner;
import io.connflux.model.ProcessChoice;
import java.util.function.Predicate;

/**
 * The connections of some processes. All that is given has to be true of one of a connection's processes.
 *
 * @param processes whose connections are chosen
 */
public record OwnerFilter(ProcessChoice processes) implements Predicate<Connection> {

    @Override
    public boolean test(Connection connection) {
        return connection.owner() instanceof Owner.Held held
                && held.processes().stream().anyMatch(processes::matches);
    }
}
