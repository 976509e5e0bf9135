package io.connflux.cli.notice;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Says once that a server has connections and tells no owner of any, where connections are chosen by their owners. */
public final class OwnerlessServer {

    private final PrintStream err;
    private final AtomicBoolean said = new AtomicBoolean();
    private volatile boolean any;
    private volatile boolean owned;

    public OwnerlessServer(PrintStream err) {
        this.err = err;
    }

    /** The same choice, seen from here. */
    public Predicate<Connection> over(Predicate<Connection> chosen) {
        return connection -> {
            any = true;
            owned |= connection.owner() != null;
            return chosen.test(connection);
        };
    }

    /** At the baseline all that exist have been looked at. */
    public void see(Iterable<ConnectionEvent> batch) {
        for (ConnectionEvent event : batch) {
            if (event instanceof ConnectionEvent.Baseline && any && !owned && said.compareAndSet(false, true)) {
                err.println("connflux: that server tells no owners, and nothing can be chosen by them: start"
                        + " it with 'connflux serve --process'");
            }
        }
    }
}
