package io.connflux.stream;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a stream told of the connections of some processes, counted: the events themselves would be a million. */
final class Told {

    private final List<SocketsProcess> idle;
    private final Map<SocketsProcess, Map<Integer, Count>> busy = new HashMap<>();
    private final List<String> falsehoods = new ArrayList<>();
    private boolean begun;
    private String stats = "";
    private @Nullable Throwable failure;

    /** How often connections were told of. */
    record Count(int opened, int closed) {

        static final Count NONE = new Count(0, 0);

        Count plus(Count other) {
            return new Count(opened + other.opened, closed + other.closed);
        }
    }

    /**
     * @param idle processes whose connections do not change
     * @param busy those whose connections come and go
     */
    Told(List<SocketsProcess> idle, List<SocketsProcess> busy) {
        this.idle = idle;
        busy.forEach(process -> this.busy.put(process, new HashMap<>()));
    }

    synchronized void add(ConnectionEvent event) {
        begun |= event instanceof ConnectionEvent.Baseline;
        if (event instanceof ConnectionEvent.Stats notice) {
            stats = notice.counters().toString();
        }
        if (event instanceof ConnectionEvent.Change change
                && change.connection().hasPeer()) {
            add(event, change.connection());
        }
    }

    private void add(ConnectionEvent event, Connection connection) {
        if (idle.stream().anyMatch(process -> process.owns(connection))) {
            falsehoods.add(event.toString());
        }
        if (event instanceof ConnectionEvent.StateChanged) {
            return;
        }
        Count one = event instanceof ConnectionEvent.Opened ? new Count(1, 0) : new Count(0, 1);
        busy.forEach((process, counts) -> {
            if (process.owns(connection)) {
                counts.merge(process.end(connection), one, Count::plus);
            }
        });
    }

    synchronized void failed(Throwable cause) {
        failure = cause;
    }

    synchronized @Nullable Throwable failure() {
        return failure;
    }

    synchronized boolean begun() {
        return begun || failure != null;
    }

    /** Changes of connections that did not change. */
    synchronized List<String> falsehoods() {
        return List.copyOf(falsehoods);
    }

    /** How often the connections of each of a busy process's ends were told, see {@link SocketsProcess#end}. */
    synchronized Map<Integer, Count> endsOf(SocketsProcess process) {
        return Map.copyOf(busy.getOrDefault(process, Map.of()));
    }

    @Override
    public synchronized String toString() {
        Count all = busy.values().stream()
                .flatMap(counts -> counts.values().stream())
                .reduce(Count.NONE, Count::plus);
        return "told of their ends " + all.opened() + " opened, " + all.closed() + " closed; of idle ones "
                + falsehoods.size() + " changes; " + stats;
    }
}
