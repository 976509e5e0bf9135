/**
 * Where events go. Read {@link io.connflux.stream.sink.LineSink} first, then {@link io.connflux.stream.sink.FileSink}, which outlives
 * full disks and other names of its file: behind it one {@code FileWriting} for each subscription, and its {@code LineFile}.
 */
@NullMarked
package io.connflux.stream.sink;

import org.jspecify.annotations.NullMarked;
