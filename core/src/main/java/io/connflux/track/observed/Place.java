package io.connflux.track.observed;

import io.connflux.model.Owner;
import io.connflux.track.align.KeyIndex;
import io.connflux.track.known.MissingConnection;
import org.jspecify.annotations.Nullable;

/** Where a connection is: in the list, or in a row. */
record Place(@Nullable Integer listed, int row, MissingConnection known) {
    static Place nowhere(MissingConnection known) {
        return new Place(null, KeyIndex.NONE, known);
    }

    /** The same, held by whoever made a change; the first that is known stays, until a poll finds another. */
    Place heldBy(@Nullable Owner acting) {
        return acting == null || known.connection().owner() instanceof Owner.Held
                ? this
                : new Place(listed, row, known.heldBy(acting));
    }
}
