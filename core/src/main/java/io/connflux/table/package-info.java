/**
 * All connections at one time. Read {@link io.connflux.table.Snapshot} first: what one poll found, and {@link
 * io.connflux.table.SnapshotSource}, where it comes from. {@link io.connflux.table.SocketTable} is the form in which rows are kept:
 * primitive columns, no object for a row until somebody asks for one. Immutable, so that threads may share it.
 *
 * <p>May still change: which columns a {@code SocketTableBuilder} takes.
 */
@NullMarked
package io.connflux.table;

import org.jspecify.annotations.NullMarked;
