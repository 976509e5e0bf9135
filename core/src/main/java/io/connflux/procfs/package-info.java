/**
 * Reads {@code /proc/net/{tcp,tcp6,udp,udp6}} into a {@link io.connflux.table.Snapshot}. Read {@link
 * io.connflux.procfs.ProcNet} first; {@link io.connflux.procfs.RawRecorder} keeps what it reads. Behind it, and hidden: {@code file}, reads and lines; {@code row}, a line's columns in the order of
 * the file's header; {@code raw}, what was read, kept; {@code counters}, what the kernel counts; {@code netns}, which network namespaces are read.
 *
 * <p>May still change: the form in which {@code RawRecorder} keeps what it reads.
 */
@NullMarked
package io.connflux.procfs;

import org.jspecify.annotations.NullMarked;
