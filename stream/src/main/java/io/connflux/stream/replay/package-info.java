/**
 * What was recorded, as a source: {@link io.connflux.stream.replay.Recording}. Behind it {@code RecordedLines} reads files, {@code
 * History} knows which connections there are after each line, and {@code Playback} makes of it what a subscriber is told.
 */
@NullMarked
package io.connflux.stream.replay;

import org.jspecify.annotations.NullMarked;
