package io.connflux.process.sockets;

import io.connflux.model.Owner;
import io.connflux.model.Owner.Unnamed;
import io.connflux.model.SocketState;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** All that is known, by inode, and what of it has changed. One thread writes, any may read. */
public final class KnownSockets {

    private final Map<Long, KnownSocket> known = new ConcurrentHashMap<>();
    private final Set<Long> changed = ConcurrentHashMap.newKeySet();
    private final UnaryOperator<Owner> naming;

    /** @param naming puts in the names of users that are known by now */
    public KnownSockets(UnaryOperator<Owner> naming) {
        this.naming = naming;
    }

    public void meet(KnownSocket holding) {
        known.put(holding.inode(), holding);
    }

    @Nullable
    public KnownSocket get(long inode) {
        return known.get(inode);
    }

    public void forget(long inode) {
        known.remove(inode);
        changed.remove(inode);
    }

    /** Says whose it is from now on. */
    public void tell(KnownSocket holding, @Nullable Owner owner) {
        Owner before = holding.told();
        Owner now = owner == null ? null : naming.apply(owner);
        holding.tell(owner, now);
        if (!Objects.equals(now, before)) {
            changed.add(holding.inode());
        }
    }

    /** Names of users have come. */
    public void rename() {
        known.values().forEach(holding -> tell(holding, holding.owner()));
    }

    public Set<Long> takeChanged() {
        // What changes once more in between is asked for later than this returns.
        Set<Long> taken = new TreeSet<>(changed);
        changed.removeAll(taken);
        return taken;
    }

    /** Null where nobody is known and no reason. */
    @Nullable
    public Owner of(long inode, SocketState state) {
        boolean left = isLeft(state);
        if (inode == 0) {
            // Without an inode it waits to be accepted, or nobody has held it since it was met.
            return left ? Unnamed.RELEASED : null;
        }
        KnownSocket holding = known.get(inode);
        Owner owner = holding == null ? Unnamed.PENDING : holding.told();
        if (left && (owner == null || owner == Unnamed.PENDING)) {
            return holding == null ? Unnamed.RELEASED : holding.left();
        }
        return owner;
    }

    /** Whether no process holds a socket in this state: fact of {@code tcp_close} of {@code net/ipv4/tcp.c}. */
    private static boolean isLeft(SocketState state) {
        return switch (state) {
            case FIN_WAIT1, FIN_WAIT2, TIME_WAIT, LAST_ACK, CLOSING, CLOSE -> true;
            default -> false;
        };
    }
}
