package io.connflux.enrich;

import io.connflux.enrich.DescriptorFiles.Directory;
import java.util.BitSet;

/**
 * What is known of one process's descriptors. The kernel gives the lowest number that is free ({@code __alloc_fd} of {@code
 * fs/file.c}): what is opened next has a number that is not known to be in use, or that of a socket that is gone.
 */
final class Descriptors {

    /** Numbers in use, as far as is known; before they were listed, those that a process without a gap has. */
    private final BitSet there = new BitSet();

    /** Those of them that were looked at, whatever they were. */
    private final BitSet looked = new BitSet();

    /** Those that were a socket which has no row any more. */
    private final BitSet stale = new BitSet();

    private Directory last = new Directory(0, -1, -1);
    private long glanced;
    private boolean listed;
    private boolean denied;

    /** What was told of them last. */
    Directory last() {
        return last;
    }

    void told(Directory now) {
        last = now;
    }

    /** The poll that had a glance at it last. */
    long glanced() {
        return glanced;
    }

    void glance(long poll) {
        glanced = poll;
    }

    /** Whether they may not be looked at. */
    boolean isDenied() {
        return denied;
    }

    void deny(boolean now) {
        denied = now;
    }

    /** Whether their numbers are known, and not only how many there are. */
    boolean isListed() {
        return listed;
    }

    boolean isNew() {
        return !listed && there.isEmpty();
    }

    /** How many there are as far as is known. */
    int size() {
        return there.cardinality();
    }

    /** Takes them for the lowest numbers, which they are in a process that has closed none. */
    void presume(int count) {
        there.set(0, count);
    }

    /** They are these, or were a moment ago. What was closed is fresh when it is there again. */
    void list(BitSet numbers) {
        listed = true;
        there.clear();
        there.or(numbers);
        looked.and(there);
    }

    /** Those that nobody has looked at. */
    BitSet fresh() {
        BitSet fresh = (BitSet) there.clone();
        fresh.andNot(looked);
        return fresh;
    }

    BitSet all() {
        return (BitSet) there.clone();
    }

    /** Those whose sockets have gone since they were looked at. */
    BitSet stale() {
        return (BitSet) stale.clone();
    }

    void gone(int number) {
        if (looked.get(number)) {
            stale.set(number);
        }
    }

    /** The lowest from here on that is not known to be in use. */
    int free(int from) {
        return there.nextClearBit(from);
    }

    /** @param link what {@link DescriptorFiles#socket} said of it */
    void look(int number, long link) {
        boolean open = link != DescriptorFiles.CLOSED;
        denied |= link == DescriptorFiles.DENIED;
        there.set(number, open);
        looked.set(number, open && !denied);
        stale.clear(number);
    }
}
