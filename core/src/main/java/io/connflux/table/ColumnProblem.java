package io.connflux.table;

import io.connflux.model.RowProblem;

/**
 * A column that could not be read in some rows of a file. It is none of those that a connection is told apart by, so these rows
 * count, without what stands there.
 *
 * @param first the first of these rows, and what is wrong in it
 * @param rows how many rows there are
 */
public record ColumnProblem(RowProblem first, int rows) {}
