package io.connflux.cli;

import io.connflux.model.Connection;
import io.connflux.model.ConnectionEvent;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The connections of some processes. All that is given has to be true of one of a connection's processes.
 *
 * @param user a name, or an id
 * @param name of the process, or of its program
 * @param container its id or the start of it, its name, or its pod's uid
 */
record OwnerFilter(
        @Nullable Integer pid,
        @Nullable String user,
        @Nullable String name,
        @Nullable String container) {

    boolean matches(Connection connection) {
        return connection.owner() instanceof Owner.Held held
                && held.processes().stream().anyMatch(this::matches);
    }

    private boolean matches(OwnerProcess process) {
        return (pid == null || pid == process.pid())
                && (user == null || user.equals(process.user()) || user.equals(Long.toString(process.uid())))
                && (name == null || name.equals(process.name()) || isProgram(process.executable(), name))
                && (container == null || isContainer(process, container));
    }

    private static boolean isProgram(@Nullable String executable, String wanted) {
        return executable != null
                && executable.substring(executable.lastIndexOf('/') + 1).equals(wanted);
    }

    private static boolean isContainer(OwnerProcess process, String wanted) {
        String id = process.group().container();
        return (id != null && id.startsWith(wanted))
                || wanted.equals(process.group().pod());
    }

    /**
     * The events of these connections, numbered on without a gap.
     *
     * @param batches with those that exist at the start
     * @param existing whether those are told, or counted only
     * @param ownerless run where there are connections at the start, and of none is anything known
     */
    Flux<Iterable<ConnectionEvent>> of(Flux<Iterable<ConnectionEvent>> batches, boolean existing, Runnable ownerless) {
        return Flux.defer(() -> {
            ChosenEvents chosen = new ChosenEvents(this::matches, existing, ownerless);
            return batches.map(chosen::of).filter(events -> events.iterator().hasNext());
        });
    }
}
