package io.connflux.stream.sink;

/**
 * When a file makes room for a new one, and how many of the old ones stay: {@code FILE.1} is the newest of them.
 *
 * @param bytes at which a new file is begun. No file has more, but for one line that is longer, and while the one before is still
 *     being compressed
 * @param keep how many old files stay; the oldest of more is deleted
 * @param gzip whether they are compressed, to {@code FILE.1.gz}. It is done beside the writing; what an end of the process leaves
 *     as it was is compressed with the next one
 */
public record Rotation(long bytes, int keep, boolean gzip) {

    /** @throws IllegalArgumentException where nothing would stay, or no line would have room */
    public Rotation {
        if (bytes < 1 || keep < 1) {
            throw new IllegalArgumentException("a rotation needs room for a byte, and keeps at least 1 file");
        }
    }
}
