/**
 * Lines of a recording, and which connections there are behind each. Read {@link io.connflux.stream.replay.line.RecordedEvents}
 * first; {@code RecordedLines} reads files, {@code LineHead} what of a line decides.
 */
@NullMarked
package io.connflux.stream.replay.line;

import org.jspecify.annotations.NullMarked;
