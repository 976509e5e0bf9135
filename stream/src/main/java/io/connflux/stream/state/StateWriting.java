package io.connflux.stream.state;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Moment;
import io.connflux.stream.state.stored.Position;
import io.connflux.stream.state.stored.StateRecords;
import io.connflux.track.ConnectionTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the file: each poll behind the one before, and all of it anew where that has become long.
 *
 * <p>Where it cannot be written it takes the file away, as what is in it would have things told again, and writes all of it anew once
 * there is room. One thread at a time.
 */
final class StateWriting {

    /** How soon a file that cannot be written is tried again, and one that grows is written anew. */
    private static final Duration REST = Duration.ofSeconds(10);

    /** Bytes behind the table from which on the file is written anew. Too low writes the table often, too high takes disk. */
    private static final long SPARE = 1 << 20;

    /** Times the table's bytes from which on that does not wait. */
    private static final int MOST_TABLES = 8;

    private final StateFile settings;
    private final LockedFile file;
    private final String bootId;
    /** Null before the file has been written, and where it cannot be. */
    private @Nullable StateRecords records;

    private long tableBytes;
    private @Nullable Moment written;
    private boolean failing;

    StateWriting(StateFile settings, LockedFile file, String bootId) {
        this.settings = settings;
        this.file = file;
        this.bootId = bootId;
    }

    private interface Writing {
        void to(StateRecords records) throws IOException;
    }

    /** Whether all of it is to be written anew. */
    boolean isDue(Moment now) {
        StateRecords open = records;
        boolean rested = written == null || now.after(written).compareTo(REST) >= 0;
        if (open == null) {
            return !failing || rested;
        }
        long most = tableBytes + SPARE;
        return open.bytes() - tableBytes > (rested ? most : most * MOST_TABLES);
    }

    /** Writes all of it: the tables at which somebody stands, and the newest. */
    void rewrite(Moment now, Position newest, Map<String, Position> positions) {
        written = now;
        try {
            file.replace(empty -> records = whole(empty, newest, positions));
            if (failing) {
                settings.say("is written again");
            }
            failing = false;
        } catch (IOException e) {
            fail(e);
        }
    }

    private StateRecords whole(RandomAccessFile empty, Position newest, Map<String, Position> positions)
            throws IOException {
        StateRecords fresh = StateRecords.begin(
                empty, bootId, settings.scope(), newest.table().tracker());
        List<Position> places = new ArrayList<>(positions.values());
        places.add(newest);
        places.sort(Comparator.comparingLong(Position::look));
        Position before = places.get(0);
        fresh.whole(before.look(), before.table());
        for (Position place : places) {
            if (place.look() > before.look()) {
                fresh.changed(place.look(), place.table(), place.table().changesSince(before.table()));
                before = place;
            }
        }
        for (Map.Entry<String, Position> one : positions.entrySet()) {
            fresh.given(one.getKey(), one.getValue());
        }
        tableBytes = fresh.bytes();
        return fresh;
    }

    /** Adds a poll. */
    void changed(long look, ConnectionTable table, List<ConnectionEvent> changes) {
        add(open -> open.changed(look, table, changes));
    }

    /** Adds where a subscriber is. */
    void given(String name, Position to) {
        add(open -> open.given(name, to));
    }

    private void add(Writing writing) {
        StateRecords open = records;
        if (open == null) {
            return;
        }
        try {
            writing.to(open);
        } catch (IOException e) {
            fail(e);
        }
    }

    /** What cannot be written must not be there half, nor what has been told since be missing in it. */
    private void fail(IOException e) {
        records = null;
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        boolean news = !failing;
        failing = true;
        try {
            file.remove();
            if (news) {
                settings.say("cannot be written (" + reason
                        + "): removed, as a later run would tell things twice; tried again" + " every "
                        + REST.toSeconds() + "s");
            }
        } catch (IOException stays) {
            if (news) {
                settings.say("cannot be written (" + reason + "), nor removed: a later run will tell things twice");
            }
        }
    }

    void close() {
        records = null;
        try {
            file.close();
        } catch (IOException e) {
            settings.say("could not be closed (" + e.getMessage() + ")");
        }
    }
}
