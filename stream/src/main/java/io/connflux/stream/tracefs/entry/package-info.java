/**
 * What the entries of the kernel's trace mean: read from a page ({@link io.connflux.stream.tracefs.entry.EntryDecoder}), and how a
 * connection ended from what stands around its end ({@link io.connflux.stream.tracefs.entry.Endings}), and whose thread did it ({@link
 * io.connflux.stream.tracefs.entry.Tasks} by the trace, {@link io.connflux.stream.tracefs.entry.ThreadOwners} by {@code /proc}). Read {@link
 * io.connflux.stream.tracefs.entry.TraceEntry} first.
 */
@NullMarked
package io.connflux.stream.tracefs.entry;

import org.jspecify.annotations.NullMarked;
