package io.connflux.cli.options;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Owner;
import io.connflux.model.ProcessChoice;
import reactor.core.publisher.Flux;

/**
 * The connections of some processes. All that is given has to be true of one of a connection's processes.
 *
 * @param processes whose connections are told
 */
public record OwnerFilter(ProcessChoice processes) {

    public boolean matches(Connection connection) {
        return connection.owner() instanceof Owner.Held held
                && held.processes().stream().anyMatch(processes::matches);
    }

    /**
     * The events of these connections, numbered on without a gap.
     *
     * @param batches with those that exist at the start
     * @param existing whether those are told, or counted only
     * @param ownerless run where there are connections at the start, and of none is anything known
     */
    public Flux<Iterable<ConnectionEvent>> of(
            Flux<Iterable<ConnectionEvent>> batches, boolean existing, Runnable ownerless) {
        return Flux.defer(() -> {
            ChosenEvents chosen = new ChosenEvents(this::matches, existing, ownerless);
            return batches.map(chosen::of).filter(events -> events.iterator().hasNext());
        });
    }
}
