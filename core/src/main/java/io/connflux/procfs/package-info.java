/**
 * Reads {@code /proc/net/{tcp,tcp6,udp,udp6}} into a {@link io.connflux.table.Snapshot}. One type: {@link
 * io.connflux.procfs.ProcNet}. Behind it, and hidden: {@code file}, reads and lines; {@code row}, a line's columns in the order of
 * the file's header; {@code counters}, what the kernel counts; {@code netns}, which network namespaces are read.
 */
@NullMarked
package io.connflux.procfs;

import org.jspecify.annotations.NullMarked;
