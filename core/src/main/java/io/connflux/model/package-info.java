/**
 * What Connflux speaks of: connections, snapshots of them, and the events between two snapshots.
 *
 * <p>Read {@link io.connflux.model.Connection} first, then {@link io.connflux.model.Snapshot} and {@link
 * io.connflux.model.ConnectionEvent}. {@link io.connflux.model.SocketTable} is the form in which rows are kept: primitive
 * columns, no object for a row until somebody asks for one. Everything here is immutable and may be shared between threads.
 */
@NullMarked
package io.connflux.model;

import org.jspecify.annotations.NullMarked;
