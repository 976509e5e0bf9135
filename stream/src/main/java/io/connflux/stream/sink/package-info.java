/** Where events go. Read {@link io.connflux.stream.sink.LineSink} first. */
@NullMarked
package io.connflux.stream.sink;

import org.jspecify.annotations.NullMarked;
