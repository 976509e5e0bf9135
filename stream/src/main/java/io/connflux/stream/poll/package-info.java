/**
 * Reads a source on a time grid, once for all subscribers. Read {@link io.connflux.stream.poll.Poller} first, then {@link
 * io.connflux.stream.poll.Shared}: a run, from the first subscriber to the last.
 */
@NullMarked
package io.connflux.stream.poll;

import org.jspecify.annotations.NullMarked;
