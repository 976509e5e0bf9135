package io.connflux.enrich;

import io.connflux.enrich.ProcessFiles.Stat;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of one socket's holders. Written by the thread that searches; its owner is read by any. */
final class Holding {

    private final long inode;
    private final int localPort;
    private final boolean listener;
    /** The descriptor in each holder. */
    private final Map<Stat, Integer> holders = new LinkedHashMap<>();

    private volatile @Nullable Owner owner;
    private long wait = 1;

    Holding(long inode, int localPort, boolean listener) {
        this.inode = inode;
        this.localPort = localPort;
        this.listener = listener;
    }

    long inode() {
        return inode;
    }

    int localPort() {
        return localPort;
    }

    boolean isListener() {
        return listener;
    }

    @Nullable
    Owner owner() {
        return owner;
    }

    void name(Owner found) {
        owner = found;
    }

    Map<Stat, Integer> holders() {
        return holders;
    }

    void add(Stat holder, int descriptor, OwnerProcess process) {
        holders.put(holder, descriptor);
        List<OwnerProcess> all = new ArrayList<>(List.of(process));
        if (owner instanceof Owner.Held held && holders.size() > 1) {
            held.processes().stream().filter(other -> !other.isSame(process)).forEach(all::add);
        }
        owner = new Owner.Held(all);
    }

    /** Polls until it is looked at again: ever more, since what hands a socket on does it soon. */
    long nextWait() {
        long now = wait;
        wait = Math.min(wait << 1, 1 << 16);
        return now;
    }
}
