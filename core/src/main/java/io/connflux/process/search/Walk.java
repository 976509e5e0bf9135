package io.connflux.process.search;

import io.connflux.process.files.DescriptorFiles;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.process.files.ProcessTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * One pass over all descriptors of the host, by turns, so that a process with very many of them keeps no other waiting: those
 * that nobody has looked at, and only where that was not enough the others. The chosen processes come first and to their end. It
 * may be left after any link, and gone on with in the next poll.
 */
final class Walk {

    private final Deque<DescriptorTurn> chosen = new ArrayDeque<>();
    private final Deque<DescriptorTurn> chosenAgain = new ArrayDeque<>();
    private final Deque<DescriptorTurn> ahead = new ArrayDeque<>();
    private final Deque<DescriptorTurn> again = new ArrayDeque<>();
    private boolean denied;

    /**
     * A walk that has not begun.
     *
     * @param processes the likeliest first
     */
    Walk(DescriptorFiles files, ProcessTable table, List<Stat> processes, Predicate<Stat> isChosen) {
        for (Stat process : processes) {
            (isChosen.test(process) ? chosen : ahead).add(new DescriptorTurn(files, table, process));
        }
    }

    /** Whether there was a process that may not be looked at. */
    boolean wasDenied() {
        return denied;
    }

    /** Goes on with the chosen processes. Whether all of theirs was looked at, or nothing is missing. */
    boolean goOnChosen(Looks looks) {
        return goOn(looks, chosen, chosenAgain);
    }

    /**
     * Goes on until everything is found, the host has no more processes, or the time is spent; for one turn at least.
     *
     * @return whether the walk has ended: what it has not found is in no process that may be looked at
     */
    boolean goOn(Looks looks) {
        return goOnChosen(looks) && goOn(looks, ahead, again);
    }

    private boolean goOn(Looks looks, Deque<DescriptorTurn> first, Deque<DescriptorTurn> second) {
        while (looks.missesSome() && !(first.isEmpty() && second.isEmpty())) {
            if (!first.isEmpty()) {
                DescriptorTurn turn = first.remove();
                boolean ended = turn.goOnFresh(looks);
                denied |= turn.isDenied();
                if (!ended) {
                    first.add(turn);
                } else if (turn.hasOthers()) {
                    second.add(turn);
                }
            } else {
                DescriptorTurn turn = second.remove();
                if (!turn.goOnOthers(looks)) {
                    second.add(turn);
                }
            }
            if (looks.isSpentNow()) {
                return !looks.missesSome() || (first.isEmpty() && second.isEmpty());
            }
        }
        return true;
    }
}
