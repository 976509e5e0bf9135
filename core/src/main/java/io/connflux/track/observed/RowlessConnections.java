package io.connflux.track.observed;

import io.connflux.model.Connection;
import io.connflux.model.SocketState;
import io.connflux.track.align.Tuple;
import io.connflux.track.known.MissingConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Connections that no row tells as they are, each in its slot, found by their sockets and by their tuples. */
final class RowlessConnections {

    /** Too low, and the list is made anew for a few that have gone; too high, and tables keep that many places for nothing. */
    private static final int FEW_GONE = 256;

    private final Map<Long, Integer> bySocket = new HashMap<>();
    private final Map<Tuple, Integer> byTuple = new HashMap<>();
    private List<@Nullable MissingConnection> slots = new ArrayList<>();
    private int gone;

    /** The slot of the one that a socket is; null where there is none. */
    @Nullable
    Integer bySocket(long socket) {
        return bySocket.get(socket);
    }

    /** The slot of the one that has the tuple of another one; null where there is none. */
    @Nullable
    Integer byTuple(Connection seen) {
        return byTuple.get(Tuple.of(seen));
    }

    MissingConnection at(Integer slot) {
        return Objects.requireNonNull(slots.get(slot), "listed by its socket or tuple");
    }

    void add(MissingConnection one) {
        Integer slot = slots.size();
        slots.add(one);
        // What is in TIME_WAIT has no socket any more, and has no changes to tell.
        if (one.socket() != 0 && one.connection().state() != SocketState.TIME_WAIT) {
            bySocket.put(one.socket(), slot);
        }
        if (one.ownsTuple()) {
            byTuple.put(Tuple.of(one.connection()), slot);
        }
    }

    void remove(Integer slot) {
        MissingConnection one = at(slot);
        slots.set(slot, null);
        gone++;
        bySocket.remove(one.socket(), slot);
        byTuple.remove(Tuple.of(one.connection()), slot);
        if (gone > FEW_GONE && gone > slots.size() / 2) {
            compact();
        }
    }

    private void compact() {
        List<MissingConnection> there = all();
        slots = new ArrayList<>();
        gone = 0;
        bySocket.clear();
        byTuple.clear();
        there.forEach(this::add);
    }

    int size() {
        return slots.size() - gone;
    }

    List<MissingConnection> all() {
        List<MissingConnection> there = new ArrayList<>(size());
        for (MissingConnection one : slots) {
            if (one != null) {
                there.add(one);
            }
        }
        return there;
    }

    /** A copy of the slots; null in one whose connection is gone. */
    List<@Nullable MissingConnection> slots() {
        return new ArrayList<>(slots);
    }
}
