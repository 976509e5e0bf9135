/**
 * Events and snapshots as JSON.
 *
 * <p>Read {@link io.connflux.stream.json.NdjsonEncoder} first; its schema is the resource {@code event.schema.json} of this
 * package. {@link io.connflux.stream.json.SnapshotFormat} prints whole tables. Both write bytes by themselves: an object mapper
 * would cost more at start-up than all the rest.
 */
@NullMarked
package io.connflux.stream.json;

import org.jspecify.annotations.NullMarked;
