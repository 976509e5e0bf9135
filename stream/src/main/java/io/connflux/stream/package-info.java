/**
 * Connection events as a Reactor {@code Flux}.
 *
 * <p>Read {@link io.connflux.stream.ConnectionStream} first: it is the library's door. {@code Poller} reads the source on a time
 * grid, once for all subscribers; each subscriber has a {@link io.connflux.stream.Follower} of its own.
 */
@NullMarked
package io.connflux.stream;

import org.jspecify.annotations.NullMarked;
