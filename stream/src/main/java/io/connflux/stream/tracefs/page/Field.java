package io.connflux.stream.tracefs.page;

/**
 * Where a field stands.
 *
 * @param offset bytes before it
 * @param size its own bytes
 */
public record Field(int offset, int size) {

    /** Bytes up to its end. */
    public int end() {
        return offset + size;
    }
}
