package io.connflux.stream.state;

import io.connflux.model.Moment;
import io.connflux.process.OwnerSearch;
import io.connflux.track.ConnectionTable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The state of the run that goes on, of one stream; there is none where none was asked for. */
public final class CurrentState {

    private final @Nullable StateFile settings;
    private final @Nullable OwnerSearch owners;
    private final AtomicReference<@Nullable OpenState> current = new AtomicReference<>();

    /**
     * Of a stream.
     *
     * @param settings null for no state
     * @param owners which goes on with the owners that were found; null where none are looked for
     */
    public CurrentState(@Nullable StateFile settings, @Nullable OwnerSearch owners) {
        this.settings = settings;
        this.owners = owners;
    }

    /**
     * Begins a run. Blocks while the file is read.
     *
     * @return null for no state
     */
    public @Nullable OpenState open(Moment now) throws IOException {
        StateFile file = settings;
        if (file == null) {
            return null;
        }
        OpenState opened = OpenState.open(file, owners != null, now);
        ConnectionTable remembered = opened.remembered();
        if (owners != null && remembered != null && opened.isSameBoot()) {
            owners.remember(remembered.connections());
        }
        current.set(opened);
        return opened;
    }

    /**
     * Writes where a subscriber stands, so that it can be found in the next run. Blocks while it does.
     *
     * @param table one of this run's
     * @param mark what the subscriber itself knows the place by
     */
    public void keep(String name, ConnectionTable table, long mark) {
        OpenState open = current.get();
        if (open != null) {
            open.keep(name, table, mark);
        }
    }

    /**
     * The table at which a subscriber of an earlier run stood; null where that is not known, was another place than it says, or
     * has been asked for already.
     */
    public @Nullable ConnectionTable take(String name, long mark) {
        OpenState open = current.get();
        return open == null ? null : open.take(name, mark);
    }

    /** That of the newest run; null where there is none. */
    @Nullable
    OpenState newest() {
        return current.get();
    }
}
