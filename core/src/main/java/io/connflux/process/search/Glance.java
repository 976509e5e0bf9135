package io.connflux.process.search;

import io.connflux.process.files.DescriptorFiles;
import io.connflux.process.files.DescriptorFiles.Directory;
import io.connflux.process.files.Descriptors;
import io.connflux.process.files.ProcessFiles.Stat;
import io.connflux.process.files.ProcessTable;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look at each process that costs a few microseconds, however many descriptors it has: whether it has more than before, and
 * then those numbers that the kernel gives out next. New processes are looked at whole, unless they are large.
 */
final class Glance {

    /** Free numbers after which none is expected. Too low stops at what was opened and closed, too high costs 8 µs each. */
    private static final int MISSES = 3;

    /** Descriptors of a large process that are looked at first. Too low waits for the walk, too high keeps others waiting. */
    private static final int NEWEST = 64;

    private final DescriptorFiles files;
    private final ProcessTable table;
    private final Looks looks;
    private final long poll;

    Glance(DescriptorFiles files, ProcessTable table, Looks looks, long poll) {
        this.files = files;
        this.table = table;
        this.looks = looks;
        this.poll = poll;
    }

    /** At the likely ones. */
    void atLikely(List<Stat> processes, LikelyOwners.Order order) {
        at(processes.stream().filter(order::isLikely).toList(), true);
    }

    /** At those that had none in this poll, beginning with who had none for longest. */
    void atOthers(List<Stat> processes) {
        at(
                processes.stream()
                        .filter(process -> table.descriptors(process).glanced() < poll)
                        .sorted(Comparator.comparingLong(
                                process -> table.descriptors(process).glanced()))
                        .toList(),
                false);
    }

    private void at(List<Stat> processes, boolean likely) {
        for (Stat process : processes) {
            if (!looks.missesSome() || looks.isSpent()) {
                return;
            }
            at(process, likely);
        }
    }

    private void at(Stat expected, boolean likely) {
        Directory now = files.directory(expected.pid());
        Stat process = now == null ? null : verified(expected, now);
        if (now == null || process == null) {
            return;
        }
        Descriptors known = table.descriptors(process);
        Directory before = known.last();
        known.glance(poll);
        if (known.isNew() || known.isDenied()) {
            known.told(now);
        }
        if (known.isDenied()) {
            return;
        }
        if (known.isNew()) {
            begin(process, known, now);
            return;
        }
        known.stale().stream().takeWhile(number -> goesOn(known)).forEach(number -> looks.at(process, number));
        boolean changed = likely || !files.isCounted() || now.count() != before.count();
        if (!changed || next(process, known)) {
            // Else there may be more, and the number of them says so the next time.
            known.told(now);
        }
    }

    private @Nullable Stat verified(Stat expected, Directory now) {
        long before = table.descriptors(expected).last().inode();
        return before == 0 || before == now.inode() ? expected : table.renew(expected.pid());
    }

    private void begin(Stat process, Descriptors known, Directory now) {
        if (now.count() > DescriptorTurn.LINKS) {
            if (files.isCounted()) {
                known.presume(now.count());
                for (int number = now.count() - 1; number >= now.count() - NEWEST && goesOn(known); number--) {
                    looks.at(process, number);
                }
            }
            return;
        }
        BitSet numbers = files.numbers(process.pid());
        known.deny(numbers == null);
        if (numbers != null) {
            known.list(numbers);
            if (known.size() <= DescriptorTurn.LINKS) {
                known.fresh().stream()
                        .takeWhile(number -> !known.isDenied())
                        .forEach(number -> looks.at(process, number));
            }
        }
    }

    private boolean goesOn(Descriptors known) {
        return looks.missesSome() && !known.isDenied();
    }

    /** Whether it came to an end of what was opened. */
    private boolean next(Stat process, Descriptors known) {
        int misses = 0;
        for (int number = known.free(0); misses < MISSES && goesOn(known); number = known.free(number + 1)) {
            misses = looks.at(process, number) == DescriptorFiles.CLOSED ? misses + 1 : 0;
            if (looks.isSpent()) {
                return false;
            }
        }
        return misses == MISSES;
    }
}
