/**
 * A host for tests of who uses a stream: connections come and go when the test says so, and so does the time. Read {@link
 * io.connflux.stream.scripted.ScriptedHost} first.
 *
 * <p>May still change: what a {@code ScriptedHost} takes beside connections.
 */
@NullMarked
package io.connflux.stream.scripted;

import org.jspecify.annotations.NullMarked;
