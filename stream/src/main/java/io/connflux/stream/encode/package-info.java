/**
 * Events as lines, in the schemas of {@link io.connflux.stream.encode.Encoding}. Read {@link
 * io.connflux.stream.encode.NdjsonEncoder} first; its schema is the resource {@code event.schema.json} of this package. What the
 * schemas share is in {@code LineEncoder} and the package {@code field}. Writes bytes by itself: an object mapper would cost more at start-up than all the rest.
 *
 * <p>May still change: lines in {@code ecs}, {@code ocsf} and {@code otlp}, when these schemas do.
 */
@NullMarked
package io.connflux.stream.encode;

import org.jspecify.annotations.NullMarked;
