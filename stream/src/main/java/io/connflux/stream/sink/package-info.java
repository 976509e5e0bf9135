/**
 * Where events go. Read {@link io.connflux.stream.sink.LineSink} first, then {@link io.connflux.stream.sink.FileSink}, which outlives
 * full disks and other names of its file: behind it one {@code FileWriting} for each subscription, and its {@code LineFile}.
 *
 * <p>May still change: {@code ClosedPipe} and {@code PipeReader}, which are for who writes to a pipe.
 */
@NullMarked
package io.connflux.stream.sink;

import org.jspecify.annotations.NullMarked;
