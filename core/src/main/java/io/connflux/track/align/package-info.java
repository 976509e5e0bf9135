/** Which row of a table is which row of the next one. Read {@link io.connflux.track.align.Alignment} first. */
@NullMarked
package io.connflux.track.align;

import org.jspecify.annotations.NullMarked;
