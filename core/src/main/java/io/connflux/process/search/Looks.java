package io.connflux.process.search;

import io.connflux.process.files.DescriptorFiles;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.process.files.ProcessTable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at descriptors one by one: notes what was seen, and tells whose the sockets are that are looked for. */
final class Looks {

    /** Links between two looks at the clock, about half a millisecond of them. */
    private static final int LINKS_PER_LOOK = 64;

    private final DescriptorFiles files;
    private final ProcessTable table;
    private final MissingOwners quest;
    private final Relatives relatives;
    private final BooleanSupplier spent;
    private @Nullable Stat asked;
    private @Nullable Stat verified;
    private int looks;
    private boolean isSpent;

    /** @param spent whether the time of this poll is up */
    Looks(DescriptorFiles files, ProcessTable table, MissingOwners quest, Relatives relatives, BooleanSupplier spent) {
        this.files = files;
        this.table = table;
        this.quest = quest;
        this.relatives = relatives;
        this.spent = spent;
    }

    /** Whether the time of this poll is up, as of the last few looks. */
    boolean isSpent() {
        if (!isSpent && looks++ % LINKS_PER_LOOK == LINKS_PER_LOOK - 1) {
            isSpent = spent.getAsBoolean();
        }
        return isSpent;
    }

    /** Whether it is up now. */
    boolean isSpentNow() {
        isSpent = isSpent || spent.getAsBoolean();
        return isSpent;
    }

    /** Whether there is a socket left of which nobody is known. */
    boolean missesSome() {
        return quest.missesSome();
    }

    /** Looks at a descriptor. What {@link DescriptorFiles#socket} says of it. */
    long at(Stat process, int descriptor) {
        long link = files.socket(process.pid(), descriptor);
        table.descriptors(process).look(descriptor, link);
        if (link > 0) {
            if (quest.wants(link)) {
                found(process, descriptor, link);
            } else {
                quest.sawOther(link, process, descriptor);
            }
        }
        return link;
    }

    private void found(Stat process, int descriptor, long inode) {
        if (!process.equals(asked)) {
            // The pid may be another process's by now.
            asked = process;
            verified = table.renew(process.pid());
        }
        Stat holder = verified;
        if (holder == null) {
            quest.foundGone(inode, process);
            return;
        }
        if (quest.found(inode, holder, descriptor)) {
            relatives.of(holder, quest.isHandedOn(inode) ? Relatives.ANY : descriptor, quest.since(inode));
        }
    }
}
