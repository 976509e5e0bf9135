/**
 * Folders in the kernel's {@code instances}, each with buffers and events of its own: made, set, given to a group, taken away. Read
 * {@link io.connflux.stream.tracefs.instance.TraceInstance} first.
 */
@NullMarked
package io.connflux.stream.tracefs.instance;

import org.jspecify.annotations.NullMarked;
