/** Whole tables as text: {@link io.connflux.stream.snapshot.SnapshotFormat}. */
@NullMarked
package io.connflux.stream.snapshot;

import org.jspecify.annotations.NullMarked;
