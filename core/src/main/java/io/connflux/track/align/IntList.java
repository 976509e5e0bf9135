package io.connflux.track.align;

import java.util.Arrays;

/** A growing list of row numbers without an object for each. */
public final class IntList {

    private int[] values = new int[64];
    private int size;

    public void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size << 1);
        }
        values[size++] = value;
    }

    public int get(int index) {
        return values[index];
    }

    public int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    public void clear() {
        size = 0;
    }
}
