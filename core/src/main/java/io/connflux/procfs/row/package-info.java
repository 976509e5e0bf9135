/**
 * A line's columns, in the order of the file's header. Read {@link io.connflux.procfs.row.SocketRow} first; {@link
 * io.connflux.procfs.row.Digits} reads eight hex digits at a time, and {@link io.connflux.procfs.row.UnusualRow} what no kernel that
 * we know prints.
 */
@NullMarked
package io.connflux.procfs.row;

import org.jspecify.annotations.NullMarked;
