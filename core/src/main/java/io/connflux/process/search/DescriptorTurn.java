package io.connflux.process.search;

import io.connflux.process.files.DescriptorFiles;
import io.connflux.process.files.DescriptorFiles.Directory;
import io.connflux.process.files.Descriptors;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.process.files.ProcessTable;
import java.util.BitSet;

/** What is still to be looked at of one process: first what nobody has looked at, the highest number first, then the others. */
final class DescriptorTurn {

    /** Links in one go. Too low sorts more than it reads, too high lets one process keep all others waiting. */
    static final int LINKS = 512;

    private final DescriptorFiles files;
    private final ProcessTable table;
    private final Stat process;
    /** Those that have to be looked at again, since their numbers may have been given to other files. */
    private BitSet others = new BitSet();

    private BitSet fresh = new BitSet();
    private int next = -1;
    private boolean begun;
    private boolean denied;

    DescriptorTurn(DescriptorFiles files, ProcessTable table, Stat process) {
        this.files = files;
        this.table = table;
        this.process = process;
    }

    /** Whether it may not be looked at. */
    boolean isDenied() {
        return denied;
    }

    /** Goes on with those that nobody has looked at, until the next turn. Whether that was all of them. */
    boolean goOnFresh(Looks looks) {
        if (!begun) {
            begin();
        } else if (isGone()) {
            return true;
        }
        for (int i = 0; i < LINKS && next >= 0; i++) {
            if (looks.at(process, next) == DescriptorFiles.DENIED) {
                // So are all of them: it goes by the process.
                denied = true;
                others.clear();
                return true;
            }
            next = next == 0 ? -1 : fresh.previousSetBit(next - 1);
            if (looks.isSpent()) {
                break;
            }
        }
        return next < 0 && isWhole();
    }

    /** Goes on with the others, the lowest first: those are given out again first. Whether that was all of them. */
    boolean goOnOthers(Looks looks) {
        int number = isGone() ? -1 : others.nextSetBit(0);
        for (int i = 0; i < LINKS && number >= 0; i++) {
            looks.at(process, number);
            others.clear(number);
            number = others.nextSetBit(number + 1);
            if (looks.isSpent()) {
                break;
            }
        }
        return number < 0;
    }

    boolean hasOthers() {
        return !others.isEmpty();
    }

    private void begin() {
        begun = true;
        Descriptors known = table.descriptors(process);
        if (known.isNew() && files.isCounted()) {
            Directory told = files.directory(process.pid());
            if (told != null && told.count() > LINKS) {
                known.told(told);
                known.presume(told.count());
            }
        }
        if (known.isListed() || known.isNew()) {
            list(known);
        }
        others = known.all();
        take(known);
        others.andNot(fresh);
    }

    /** Those that were presumed to be there are, or else there are others. */
    private boolean isWhole() {
        Descriptors known = table.descriptors(process);
        if (denied || known.isListed()) {
            return true;
        }
        Directory told = files.directory(process.pid());
        if (told == null || told.count() == known.size()) {
            return true;
        }
        list(known);
        take(known);
        return next < 0;
    }

    /** So that not each of its numbers is asked for in vain. */
    private boolean isGone() {
        return files.directory(process.pid()) == null;
    }

    private void list(Descriptors known) {
        BitSet numbers = files.numbers(process.pid());
        denied = numbers == null;
        known.deny(denied);
        known.list(numbers == null ? new BitSet() : numbers);
    }

    private void take(Descriptors known) {
        fresh = known.fresh();
        next = fresh.length() - 1;
    }
}
