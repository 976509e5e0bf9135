package io.connflux.process.sockets;

import io.connflux.model.Owner;
import io.connflux.model.Owner.Unnamed;
import io.connflux.model.OwnerProcess;
import io.connflux.model.SocketState;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.table.SocketTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one socket's holders. Written by the thread that searches; its owner is read by any. */
public final class KnownSocket {

    private final long inode;
    private final int localPort;
    private final long uid;
    private final boolean listener;
    /** The descriptor in each holder. */
    private final Map<Stat, Integer> holders = new LinkedHashMap<>();

    private volatile @Nullable Owner told = Unnamed.PENDING;
    private @Nullable Owner owner = told;
    private boolean exited;
    private long since;
    private long wait = 1;

    private KnownSocket(long inode, int localPort, long uid, boolean listener) {
        this.inode = inode;
        this.localPort = localPort;
        this.uid = uid;
        this.listener = listener;
    }

    /** Of a row's socket. */
    public static KnownSocket of(SocketTable rows, int row) {
        SocketState state = rows.state(row);
        boolean listener = state == SocketState.LISTEN || state == SocketState.UNCONNECTED;
        return new KnownSocket(rows.inode(row), rows.localPort(row), rows.printedUid(row), listener);
    }

    public long inode() {
        return inode;
    }

    public int localPort() {
        return localPort;
    }

    /** Of the socket: who made it, as a rule. */
    public long uid() {
        return uid;
    }

    public boolean isListener() {
        return listener;
    }

    /** Null where nobody holds it that could be seen, and no reason is known. */
    @Nullable
    public Owner owner() {
        return owner;
    }

    public boolean isNamed() {
        return owner instanceof Owner.Held;
    }

    /** The same with the names of users. Any thread. */
    @Nullable
    Owner told() {
        return told;
    }

    /** @param named the same with the names of users */
    void tell(@Nullable Owner found, @Nullable Owner named) {
        owner = found;
        told = named;
    }

    /** The poll since which it is looked for. */
    public long since() {
        return since;
    }

    public void lookFor(long poll) {
        since = poll;
    }

    /** A process that had it is gone. */
    public void exited() {
        exited = true;
    }

    /** What is said of it when nobody holds it any more. */
    public Owner left() {
        return exited ? Unnamed.EXITED : Unnamed.RELEASED;
    }

    public Map<Stat, Integer> holders() {
        return holders;
    }

    /** The owner with one process more; the others that it told before stay where they hold it still. */
    public Owner with(Stat holder, int descriptor, OwnerProcess process) {
        holders.put(holder, descriptor);
        List<OwnerProcess> all = new ArrayList<>(List.of(process));
        if (owner instanceof Owner.Held held && holders.size() > 1) {
            held.processes().stream().filter(other -> !other.isSame(process)).forEach(all::add);
        }
        return new Owner.Held(all);
    }

    /** Polls until it is looked at again: ever more, since what hands a socket on does it soon. */
    public long nextWait() {
        long now = wait;
        wait = Math.min(wait << 1, 1 << 16);
        return now;
    }
}
