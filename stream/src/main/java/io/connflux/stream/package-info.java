/**
 * Connection events as a Reactor {@code Flux}.
 *
 * <p>Read {@link io.connflux.stream.ConnectionStream} first: it is the library's door, and an {@link
 * io.connflux.stream.EventSource} as another host is. {@link io.connflux.stream.EventSink} is where events go, {@link
 * io.connflux.stream.LiveTable} keeps the connections for who asks. Behind it: {@code poll}, hidden, reads the source, once for all
 * subscribers; {@code follow} brings each of them to the newest table.
 *
 * <p>Before 1.0 a minor version may change any of it, and says so in the changelog; a package whose documentation says what may
 * still change will be among the first.
 */
@NullMarked
package io.connflux.stream;

import org.jspecify.annotations.NullMarked;
