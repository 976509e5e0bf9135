/**
 * What the kernel's trace tells of single sockets, through the files of tracefs and without native code. Read {@link
 * io.connflux.stream.tracefs.Tracefs} first, then {@code TraceReader}, which puts in order what a {@code CpuReader} for each CPU
 * reads. What the bytes are is in {@code page}, what they mean in {@code entry}, the folder in the kernel in {@code instance}.
 *
 * <p>May still change: {@code TraceSettings} and {@code PreparedTrace}.
 */
@NullMarked
package io.connflux.stream.tracefs;

import org.jspecify.annotations.NullMarked;
