/**
 * What all that is written as JSON is made of: {@link io.connflux.stream.json.JsonBytes}. Bytes by hand: an object mapper would
 * cost more at start-up than all the rest.
 */
@NullMarked
package io.connflux.stream.json;

import org.jspecify.annotations.NullMarked;
