/** Lines as events again: {@link io.connflux.stream.decode.EventDecoder}. */
@NullMarked
package io.connflux.stream.decode;

import org.jspecify.annotations.NullMarked;
