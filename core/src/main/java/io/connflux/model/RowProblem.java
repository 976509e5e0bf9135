package io.connflux.model;

/**
 * A row that could not be read. It never counts as a connection, and never closes the connection it stood for; where it is a
 * {@code ColumnProblem} it counts.
 *
 * @param file the file's path
 * @param line the line, from 1; the header, where there is one, is line 1
 * @param column the character at which reading failed, from 1
 * @param reason what was expected there
 * @param text the line, cut after {@link #MAX_TEXT} characters; bytes outside ASCII stand as {@code ?}
 */
public record RowProblem(String file, int line, int column, String reason, String text) {

    /** So that a file of damaged rows cannot make a line of output that a log pipeline refuses. */
    public static final int MAX_TEXT = 512;
}
