/** Where snapshots come from. One type: {@link io.connflux.source.SnapshotSource}. */
@NullMarked
package io.connflux.source;

import org.jspecify.annotations.NullMarked;
