package io.connflux.track.placement;

import io.connflux.model.Endpoint;
import io.connflux.model.Owner;
import io.connflux.model.SocketState;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that have been observed since they began, and the network namespace of each. The kernel does not tell it with a change:
 * it is that of the process which makes one. What an interrupt does is told of no process, nor what one did that was gone before
 * anybody could look. Where the host has several namespaces, both ends of a connection to an address of its own are where one of
 * them is, as that way leads out of no namespace. The changes of any other wait until a process makes one, and are told then, with
 * their own times. What ended before is told by nobody, and counted.
 */
public final class ObservedSockets {

    /** Too low, and the beginning of long connections is forgotten; too high, and what was never told to end takes memory. */
    private static final int MOST = 1 << 17;

    /** Changes of one socket that wait; no socket makes as many. */
    private static final int PATIENCE = 16;

    /** What is known of one. */
    private static final class Known {
        private final OptionalLong begun;
        private final List<Observation> waiting = new ArrayList<>(2);
        private long namespace;
        /** The first that was seen to hold it. */
        private @Nullable Owner owner;
        /** The other end, within the host; null where that is not known. */
        private @Nullable Known other;
        /** Nothing more is told of it. */
        private boolean isOver;

        private Known(OptionalLong begun) {
            this.begun = begun;
        }

        /** Both are in one namespace. */
        private void meet(Known end) {
            other = end;
            end.other = this;
            share();
        }

        private void share() {
            if (other != null && other.namespace == 0) {
                other.namespace = namespace;
            } else if (other != null && namespace == 0) {
                namespace = other.namespace;
            }
        }
    }

    /** Both ends of a connection within one host, the one of which may have mapped addresses, and the other not. */
    private record Ends(Endpoint listening, Endpoint calling) {
        private Ends {
            listening = new Endpoint(listening.address().unmapped(), listening.port());
            calling = new Endpoint(calling.address().unmapped(), calling.port());
        }
    }

    private static final Comparator<PlacedObservation> BY_TIME =
            Comparator.comparingLong(placed -> placed.one().nanos());

    private final Map<Long, Known> sockets = new LinkedHashMap<>();
    /**
     * Clients that are connected to an address of their own, each until its other end begins, which is told behind it; null where there
     * are several.
     */
    private final Map<Ends, @Nullable Known> clients = new HashMap<>();

    private long unplaced;
    private long over = -1;

    /** Nothing is known of any: what has been observed is not all there was. */
    public void forget() {
        sockets.clear();
        clients.clear();
    }

    /** How many changes have been told by nobody, as it was not known where they belong. */
    public long unplaced() {
        return unplaced;
    }

    /**
     * Takes one, and gives those that can be told now.
     *
     * @param tracked the inodes of the namespaces that are looked at; 0 for the {@link HostNamespaces#own}, where it was not named
     */
    public List<PlacedObservation> place(Observation one, HostNamespaces host, Set<Long> tracked) {
        if (one.end() != null) {
            return ended(one, host, tracked);
        }
        Known socket = known(one);
        if (socket.namespace == 0) {
            socket.namespace = one.namespace();
        }
        if (isWithinHost(one)) {
            follow(one, socket);
        }
        Observation told = ownedAsKnown(one, socket);
        boolean ends = one.after() == SocketState.CLOSE;
        if (ends) {
            sockets.remove(one.socket());
            socket.isOver = true;
        }
        // A port is chosen when SYN_SENT has been told.
        if (one.local().port() == 0) {
            return List.of();
        }
        Long place = place(socket, host, tracked);
        if (place == null) {
            wait(socket, told, ends);
            return List.of();
        }
        List<PlacedObservation> placed = new ArrayList<>(socket.waiting.size() + 1);
        tell(socket, 0, place, placed);
        Known other = socket.other;
        if (other != null && !other.waiting.isEmpty()) {
            // The kernel may have given the place of one that is over to another one, which has been told.
            tell(other, other.isOver ? nextOver() : 0, place, placed);
            placed.sort(BY_TIME);
        }
        placed.add(new PlacedObservation(told, place, socket.begun));
        return tracked.contains(place) ? placed : List.of();
    }

    /** @param number by which it is told apart; 0 for its own */
    private static void tell(Known socket, long number, long place, List<PlacedObservation> told) {
        for (Observation one : socket.waiting) {
            told.add(new PlacedObservation(number == 0 ? one : one.ofSocket(number), place, socket.begun));
        }
        socket.waiting.clear();
    }

    /** Odd, and so no socket's place in the kernel. */
    private long nextOver() {
        over += 2;
        return over;
    }

    /** Who connects is told while no port is chosen yet, so that the change that can be placed is an interrupt's. */
    private static Observation ownedAsKnown(Observation one, Known socket) {
        if (one.owner() != null) {
            socket.owner = socket.owner == null ? one.owner() : socket.owner;
            return one;
        }
        return socket.owner == null ? one : one.ownedBy(socket.owner);
    }

    /** Who tells the end alone is in the namespace of which it tells. */
    private List<PlacedObservation> ended(Observation one, HostNamespaces host, Set<Long> tracked) {
        Known socket = new Known(OptionalLong.empty());
        socket.namespace = one.namespace();
        Long place = place(socket, host, tracked);
        return place == null || !tracked.contains(place)
                ? List.of()
                : List.of(new PlacedObservation(one, place, socket.begun));
    }

    private void follow(Observation one, Known socket) {
        socket.share();
        if (one.before() == SocketState.SYN_SENT && one.after() == SocketState.ESTABLISHED) {
            Ends ends = new Ends(one.remote(), one.local());
            clients.put(ends, clients.containsKey(ends) ? null : socket);
        } else if (one.before() == SocketState.LISTEN) {
            Known client = clients.remove(new Ends(one.local(), one.remote()));
            if (client != null) {
                socket.meet(client);
            }
        } else if (one.after() == SocketState.CLOSE) {
            Ends ends = new Ends(one.remote(), one.local());
            Known client = clients.get(ends);
            if (client == null || client == socket) {
                clients.remove(ends);
            }
        }
    }

    private static boolean isWithinHost(Observation one) {
        return one.remote().address().isLoopback()
                || one.remote().address().equals(one.local().address());
    }

    private Known known(Observation one) {
        boolean begins = one.before() == SocketState.CLOSE
                || (one.before() == SocketState.LISTEN && one.after() != SocketState.CLOSE);
        Known known = begins ? null : sockets.get(one.socket());
        if (known != null) {
            return known;
        }
        Known fresh = new Known(begins ? OptionalLong.of(one.nanos()) : OptionalLong.empty());
        if (begins || one.namespace() != 0) {
            end(sockets.remove(one.socket()));
            sockets.put(one.socket(), fresh);
            if (sockets.size() > MOST) {
                end(sockets.remove(sockets.keySet().iterator().next()));
            }
        }
        return fresh;
    }

    /** Nobody tells any more where it is. */
    private void end(@Nullable Known socket) {
        if (socket != null) {
            socket.isOver = true;
            giveUp(socket);
        }
    }

    private void giveUp(Known socket) {
        unplaced += socket.waiting.size();
        socket.waiting.clear();
        Known other = socket.other;
        if (other != null && socket.isOver && other.isOver) {
            unplaced += other.waiting.size();
            other.waiting.clear();
        }
    }

    /** Where it belongs, as the tables name it; null where that is not known. */
    private static @Nullable Long place(Known socket, HostNamespaces host, Set<Long> tracked) {
        if (host.onlyOne() && tracked.size() == 1) {
            return tracked.iterator().next();
        }
        long inode = socket.namespace;
        if (inode == 0) {
            return null;
        }
        return inode == host.own() && !tracked.contains(inode) ? Long.valueOf(0) : Long.valueOf(inode);
    }

    private void wait(Known socket, Observation one, boolean ends) {
        boolean mayBeKnown = ends ? socket.other != null && !socket.other.isOver : sockets.containsKey(one.socket());
        if (mayBeKnown && socket.waiting.size() < PATIENCE) {
            socket.waiting.add(one);
        } else {
            unplaced++;
            giveUp(socket);
        }
    }
}
