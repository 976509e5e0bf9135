package io.connflux.stream.state.stored;

import io.connflux.track.ConnectionTable;

/**
 * How far a subscriber has been told.
 *
 * @param table what it was brought to
 * @param look the number of the poll after which that was the table
 * @param mark what the subscriber itself knows it by, the number of its last line for example
 * @param doubtful events on the way there of which is not known whether they arrived; 0 where all have
 */
public record Position(ConnectionTable table, long look, long mark, int doubtful) {}
