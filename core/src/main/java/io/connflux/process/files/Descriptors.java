package io.connflux.process.files;

import io.connflux.process.files.DescriptorFiles.Directory;
import java.util.BitSet;

/**
 * What is known of one process's descriptors. The kernel gives the lowest number that is free ({@code __alloc_fd} of {@code
 * fs/file.c}): what is opened next has a number that is not known to be in use, or that of a socket that is gone.
 */
public final class Descriptors {

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
    public Directory last() {
        return last;
    }

    public void told(Directory now) {
        last = now;
    }

    /** The poll that had a glance at it last. */
    public long glanced() {
        return glanced;
    }

    public void glance(long poll) {
        glanced = poll;
    }

    /** Whether they may not be looked at. */
    public boolean isDenied() {
        return denied;
    }

    public void deny(boolean now) {
        denied = now;
    }

    /** Whether their numbers are known, and not only how many there are. */
    public boolean isListed() {
        return listed;
    }

    public boolean isNew() {
        return !listed && there.isEmpty();
    }

    /** How many there are as far as is known. */
    public int size() {
        return there.cardinality();
    }

    /** Takes them for the lowest numbers, which they are in a process that has closed none. */
    public void presume(int count) {
        there.set(0, count);
    }

    /** They are these, or were a moment ago. What was closed is fresh when it is there again. */
    public void list(BitSet numbers) {
        listed = true;
        there.clear();
        there.or(numbers);
        looked.and(there);
    }

    /** Those that nobody has looked at. */
    public BitSet fresh() {
        BitSet fresh = (BitSet) there.clone();
        fresh.andNot(looked);
        return fresh;
    }

    public BitSet all() {
        return (BitSet) there.clone();
    }

    /** Those whose sockets have gone since they were looked at. */
    public BitSet stale() {
        return (BitSet) stale.clone();
    }

    void gone(int number) {
        if (looked.get(number)) {
            stale.set(number);
        }
    }

    /** The lowest from here on that is not known to be in use. */
    public int free(int from) {
        return there.nextClearBit(from);
    }

    /**
     * One has been looked at.
     *
     * @param link what {@link DescriptorFiles#socket} said of it
     */
    public void look(int number, long link) {
        boolean open = link != DescriptorFiles.CLOSED;
        denied |= link == DescriptorFiles.DENIED;
        there.set(number, open);
        looked.set(number, open && !denied);
        stale.clear(number);
    }
}
