package io.connflux.process.search;

import io.connflux.process.files.DescriptorFiles;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.process.files.ProcessTable;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The relatives of holders, who may hold the same sockets: under the same number what was inherited, under any what was handed
 * on. They are looked at to the end, whoever else is missing.
 */
final class Relatives {

    /** Under any number. */
    static final int ANY = -1;

    private final DescriptorFiles files;
    private final ProcessTable table;
    private final Deque<DescriptorPlace> inherited = new ArrayDeque<>();
    private final Deque<Handed> handed = new ArrayDeque<>();
    /** The poll in which each was looked at, or will be. */
    private final Map<DescriptorPlace, Long> done = new HashMap<>();

    private long poll;

    private record Handed(Stat process, BitSet left) {}

    Relatives(DescriptorFiles files, ProcessTable table) {
        this.files = files;
        this.table = table;
    }

    /**
     * Takes in those of a holder, but for those that were looked at since the socket is looked for.
     *
     * @param since the poll since which it is
     */
    void of(Stat holder, int descriptor, long since) {
        for (Stat relative : table.relatives(holder)) {
            DescriptorPlace place = new DescriptorPlace(relative, descriptor);
            Long then = done.get(place);
            if (then == null || then < since) {
                done.put(place, poll);
                inherited.add(place);
            }
        }
    }

    /** Goes on to another poll: who was looked at may have other descriptors by now. */
    void begin(long now) {
        poll = now;
        if (isDone()) {
            done.clear();
        }
    }

    boolean isDone() {
        return inherited.isEmpty() && handed.isEmpty();
    }

    /** Goes on until all were looked at, or the time is spent. */
    void goOn(Looks looks) {
        while (!isDone() && !looks.isSpent()) {
            if (inherited.isEmpty()) {
                turn(handed.remove(), looks);
            } else {
                DescriptorPlace place = inherited.remove();
                if (place.descriptor() == ANY) {
                    BitSet numbers = files.numbers(place.process().pid());
                    handed.add(new Handed(place.process(), numbers == null ? new BitSet() : numbers));
                } else {
                    looks.at(place.process(), place.descriptor());
                }
            }
        }
    }

    private void turn(Handed one, Looks looks) {
        BitSet left = one.left();
        int number = left.nextSetBit(0);
        for (int i = 0; i < DescriptorTurn.LINKS && number >= 0 && !looks.isSpent(); i++) {
            looks.at(one.process(), number);
            left.clear(number);
            number = left.nextSetBit(number + 1);
        }
        if (number >= 0) {
            handed.add(one);
        }
    }
}
