/**
 * What was recorded, as a source: {@link io.connflux.stream.replay.Recording}. Behind it a {@code Playback} makes of lines, or of polls,
 * what a subscriber is told. Hidden: {@code line}.
 */
@NullMarked
package io.connflux.stream.replay;

import org.jspecify.annotations.NullMarked;
