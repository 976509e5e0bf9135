package io.connflux.process.search;

import io.connflux.model.OwnerProcess;
import io.connflux.process.files.DescriptorFiles;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.process.files.ProcessTable;
import io.connflux.process.sockets.KnownSocket;
import io.connflux.process.sockets.KnownSockets;
import io.connflux.process.sockets.SeenInodes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** Looks at the holders of live sockets again, ever more seldom: a program is executed, a descriptor passed on. */
final class Rechecks {

    /** Holders looked at again in one poll, at six files each. Too low follows late, too high costs each poll. */
    private static final int PER_POLL = 16;

    private final ProcessTable table;
    private final DescriptorFiles files;
    private final KnownSockets holdings;
    private final MissingOwners quest;
    private final PriorityQueue<Check> checks = new PriorityQueue<>(Comparator.comparingLong(Check::poll));

    private record Check(long poll, long inode) {}

    Rechecks(ProcessTable table, DescriptorFiles files, KnownSockets holdings, MissingOwners quest) {
        this.table = table;
        this.files = files;
        this.holdings = holdings;
        this.quest = quest;
    }

    /** A socket was found. */
    void begin(KnownSocket holding, long poll) {
        checks.add(new Check(poll + holding.nextWait(), holding.inode()));
    }

    /** Looks at those whose time it is. */
    void goOn(SeenInodes inodes, long poll) {
        for (int i = 0; i < PER_POLL && !checks.isEmpty() && checks.element().poll() <= poll; i++) {
            KnownSocket holding = holdings.get(checks.remove().inode());
            if (holding != null && inodes.isThere(holding.inode()) && !quest.isLookedFor(holding)) {
                check(holding, poll);
            }
        }
    }

    private void check(KnownSocket holding, long poll) {
        for (Map.Entry<Stat, Integer> entry : List.copyOf(holding.holders().entrySet())) {
            Stat before = entry.getKey();
            Stat now = table.renew(before.pid());
            holding.holders().remove(before);
            boolean holds = now != null
                    && now.startTicks() == before.startTicks()
                    && files.socket(before.pid(), entry.getValue()) == holding.inode();
            OwnerProcess process = now != null && holds ? quest.describe(now) : null;
            if (now != null && process != null) {
                holdings.tell(holding, holding.with(now, entry.getValue(), process));
            }
        }
        if (holding.holders().isEmpty()) {
            // The owner that was found stays until another one is.
            quest.lookFor(holding, poll);
        } else {
            begin(holding, poll);
        }
    }
}
