/**
 * Parts of a line that several schemas share, each with a form of its own: {@link io.connflux.stream.encode.field.NamedValues}
 * first.
 */
@NullMarked
package io.connflux.stream.encode.field;

import org.jspecify.annotations.NullMarked;
