/** Events as JSON. */
@NullMarked
package io.connflux.stream.json;

import org.jspecify.annotations.NullMarked;
