/**
 * Reads {@code /proc/net/{tcp,tcp6,udp,udp6}} into a {@link io.connflux.model.Snapshot}.
 *
 * <p>Read {@link io.connflux.procfs.ProcNet} first, then {@code SocketFile} (reads and lines), {@code SocketRow} (a line's
 * columns, in the order of the file's header) and {@code Digits} (eight hex digits at a time). Other network namespaces than
 * the reader's: {@link io.connflux.procfs.NamespaceSelection}, then {@code NamespaceReader} (one process for each namespace) and
 * {@code ProcessNamespaces} (which process is in which).
 */
@NullMarked
package io.connflux.procfs;

import org.jspecify.annotations.NullMarked;
