/**
 * The records that a state file consists of. Read {@link io.connflux.stream.state.stored.StateRecords} first: how they are written;
 * then {@link io.connflux.stream.state.stored.StoredStateReader}: what they say.
 */
@NullMarked
package io.connflux.stream.state.stored;

import org.jspecify.annotations.NullMarked;
