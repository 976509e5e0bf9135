/**
 * Events as lines. Read {@link io.connflux.stream.encode.NdjsonEncoder} first; its schema is the resource {@code
 * event.schema.json} of this package. Writes bytes by itself: an object mapper would cost more at start-up than all the rest.
 */
@NullMarked
package io.connflux.stream.encode;

import org.jspecify.annotations.NullMarked;
