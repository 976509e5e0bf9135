/** Where encoded events go. */
@NullMarked
package io.connflux.stream.sink;

import org.jspecify.annotations.NullMarked;
