package io.connflux.stream.replay.line;

/**
 * What of a recording could not be read, or is not in it.
 *
 * @param file its name as it was given; empty for several
 * @param line where it begins, from 1; 0 for no certain place
 * @param count how many lines or events it is about
 * @param reason what is wrong; text of the file in it is {@link io.connflux.model.PlainText}
 */
public record Damage(String file, long line, long count, String reason) {

    /** As in {@code web.ndjson.2.gz, line 17: ends in the middle}. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ", line " + line) + (file.isEmpty() ? "" : ": ") + reason;
    }
}
