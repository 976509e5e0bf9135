package io.connflux.stream.state;

import io.connflux.model.Moment;
import io.connflux.stream.follow.Step;
import io.connflux.track.ConnectionTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The file of one run, which is read at its start and written as it goes. Any thread: the one that polls, and those that deliver. It
 * may block while it writes.
 *
 * <p>Where it cannot be written it takes the file away, as what is in it would have things told again, and writes all of it anew once
 * there is room.
 */
public final class OpenState {

    /** How soon a file that cannot be written is tried again, and one that grows is written anew. */
    private static final Duration REST = Duration.ofSeconds(10);

    /** Bytes behind the table from which on the file is written anew. Too low writes the table often, too high takes disk. */
    private static final long SPARE = 1 << 20;

    /** Times the table's bytes from which on that does not wait. */
    private static final int MOST_TABLES = 8;

    /** How long a position is kept for a subscriber that does not come. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final StateFile settings;
    private final String bootId;
    private final LockedFile file;
    private final Moment begun;
    private final boolean sameBoot;
    private final Map<String, Position> positions = new HashMap<>();
    /** Those whose subscribers are there. */
    private final Set<String> claimed = new HashSet<>();
    /** Those that have come further with nothing to tell, which is not written yet. */
    private final Set<String> moved = new HashSet<>();
    /** The numbers of the polls of this run, for as long as anybody stands there. */
    private final Map<ConnectionTable, Long> looks = new WeakHashMap<>();

    private @Nullable ConnectionTable remembered;
    private long look;
    /** Null before the file has been written, and where it cannot be. */
    private @Nullable StateRecords records;

    private long tableBytes;
    private @Nullable Moment written;
    private boolean failing;
    private boolean closed;

    private OpenState(StateFile settings, LockedFile file, @Nullable StoredState stored, String bootId, Moment now) {
        this.settings = settings;
        this.file = file;
        this.bootId = bootId;
        begun = now;
        remembered = stored == null ? null : stored.newest().table();
        sameBoot = stored != null && stored.bootId().equals(bootId);
        if (stored != null) {
            look = stored.newest().look();
            positions.putAll(stored.positions());
        }
    }

    /**
     * Opens the file, and reads it.
     *
     * @param owners whether owners are looked for
     * @throws IOException where it cannot be, another process has it, or it is of another scope
     */
    static OpenState open(StateFile settings, boolean owners, Moment now) throws IOException {
        LockedFile file = LockedFile.open(settings.path());
        boolean opened = false;
        try {
            StoredState stored = stored(settings, file, owners, now);
            OpenState state = new OpenState(settings, file, stored, settings.bootId(), now);
            if (stored != null) {
                state.greet(stored.newest().table());
            }
            opened = true;
            return state;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    private static @Nullable StoredState stored(StateFile settings, LockedFile file, boolean owners, Moment now)
            throws IOException {
        var bytes = file.read();
        if (!bytes.hasRemaining()) {
            return null;
        }
        try {
            StoredState stored = StoredStateReader.read(bytes, now, owners);
            if (!stored.scope().equals(settings.scope())) {
                throw new IOException(settings.path() + " is the state of '" + stored.scope() + "', and not of '"
                        + settings.scope() + "': name another file, or remove it to begin anew");
            }
            return stored;
        } catch (DamagedStateException e) {
            var aside = file.setAside(".damaged-" + now.clock().getEpochSecond());
            settings.say("is damaged, as " + e.getMessage() + ": kept as " + aside.getFileName() + "; begins anew");
            return null;
        }
    }

    private void greet(ConnectionTable table) {
        int connections =
                table.counts().values().stream().mapToInt(Integer::intValue).sum();
        settings.say(
                sameBoot
                        ? "goes on after " + table.time() + ", with " + connections + " connections"
                        : "is of an earlier boot: the " + connections + " connections of " + table.time()
                                + " have closed");
    }

    /** What was true when the run before this one looked last; null where there was none, and once this run has looked. */
    public @Nullable ConnectionTable remembered() {
        lock.lock();
        try {
            return remembered;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the host has not been started anew since. */
    public boolean isSameBoot() {
        return sameBoot;
    }

    /** A poll, which nobody is told of before this has returned. */
    public void append(Step step) {
        lock.lock();
        try {
            if (closed || step.failure() != null) {
                return;
            }
            look++;
            looks.put(step.table(), look);
            remembered = null;
            StateRecords open = records;
            if (open == null || isLong(open, step.at())) {
                rewrite(step);
                return;
            }
            attempt(step.at(), () -> {
                tellMoved(open);
                open.changed(look, step.table(), step.changes());
            });
        } finally {
            lock.unlock();
        }
    }

    private boolean isLong(StateRecords open, Moment now) {
        long most = tableBytes + SPARE;
        boolean rested = written == null || now.after(written).compareTo(REST) >= 0;
        return open.bytes() - tableBytes > (rested ? most : most * MOST_TABLES);
    }

    private void rewrite(Step step) {
        Moment now = step.at();
        if (failing && written != null && now.after(written).compareTo(REST) < 0) {
            return;
        }
        if (now.after(begun).compareTo(PATIENCE) > 0) {
            positions.keySet().retainAll(claimed);
        }
        written = now;
        attempt(
                now,
                () -> file.replace(empty -> {
                    ConnectionTable newest = step.table();
                    StateRecords fresh = StateRecords.begin(empty, bootId, settings.scope(), newest.tracker());
                    List<Position> places = new ArrayList<>(positions.values());
                    places.add(new Position(newest, look, 0));
                    places.sort(Comparator.comparingLong(Position::look));
                    @Nullable Position before = null;
                    for (Position place : places) {
                        if (before == null) {
                            fresh.whole(place.look(), place.table());
                        } else if (place.look() > before.look()) {
                            fresh.changed(
                                    place.look(), place.table(), place.table().changesSince(before.table()));
                        }
                        before = place;
                    }
                    for (Map.Entry<String, Position> one : positions.entrySet()) {
                        fresh.given(
                                one.getKey(),
                                one.getValue().look(),
                                one.getValue().doubtful());
                    }
                    moved.clear();
                    tableBytes = fresh.bytes();
                    records = fresh;
                    if (failing) {
                        settings.say("is written again");
                    }
                    failing = false;
                }));
    }

    private interface Writing {
        void write() throws IOException;
    }

    /** What cannot be written must not be there half, nor what has been told since be missing in it. */
    private void attempt(Moment now, Writing writing) {
        try {
            writing.write();
        } catch (IOException e) {
            records = null;
            written = now;
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            try {
                file.remove();
                if (!failing) {
                    settings.say("cannot be written (" + reason
                            + "): removed, as a later run would tell things twice; tried " + "again every "
                            + REST.toSeconds() + "s");
                }
            } catch (IOException stays) {
                if (!failing) {
                    settings.say("cannot be written (" + reason + "), nor removed: a later run will tell things twice");
                }
            }
            failing = true;
        }
    }

    private void tellMoved(StateRecords open) throws IOException {
        for (String name : moved) {
            Position place = positions.get(name);
            if (place != null) {
                open.given(name, place.look(), 0);
            }
        }
        moved.clear();
    }

    /** Where a subscriber stands; null where it is new, or another one of that name is there. */
    @Nullable
    Position claim(String name) {
        lock.lock();
        try {
            return claimed.add(name) ? positions.get(name) : null;
        } finally {
            lock.unlock();
        }
    }

    /** It is gone. */
    void release(String name) {
        lock.lock();
        try {
            claimed.remove(name);
        } finally {
            lock.unlock();
        }
    }

    /** A subscriber is about to be told so many events, with which it comes to a table. */
    void given(String name, ConnectionTable table, int events) {
        move(name, table, events);
    }

    /** It has been told all that there was on the way to a table. */
    void taken(String name, ConnectionTable table) {
        move(name, table, 0);
    }

    private void move(String name, ConnectionTable table, int doubtful) {
        lock.lock();
        try {
            Long number = looks.get(table);
            if (closed || number == null) {
                return;
            }
            Position before = positions.put(name, new Position(table, number, doubtful));
            StateRecords open = records;
            boolean nothingTold = doubtful == 0 && before != null && before.doubtful() == 0;
            if (open == null || nothingTold) {
                moved.add(name);
                return;
            }
            moved.remove(name);
            attempt(begun, () -> open.given(name, number, doubtful));
        } finally {
            lock.unlock();
        }
    }

    /** Ends the run: the file is another process's to open. May block while it is written. */
    public void close() {
        lock.lock();
        try {
            StateRecords open = records;
            if (!closed && open != null) {
                attempt(begun, () -> tellMoved(open));
            }
            closed = true;
            file.close();
        } catch (IOException e) {
            settings.say("could not be closed (" + e.getMessage() + ")");
        } finally {
            lock.unlock();
        }
    }
}
