/**
 * Socket files as they were read, read by read: {@link io.connflux.procfs.raw.RawLog} writes them, {@link
 * io.connflux.procfs.raw.RawPolls} has them parsed again. The form is lines of text, and behind each line {@code read} its bytes.
 */
@NullMarked
package io.connflux.procfs.raw;

import org.jspecify.annotations.NullMarked;
