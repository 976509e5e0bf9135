package io.connflux.stream.state;

import io.connflux.model.Moment;
import io.connflux.stream.follow.Step;
import io.connflux.stream.state.stored.DamagedStateException;
import io.connflux.stream.state.stored.Position;
import io.connflux.stream.state.stored.StoredState;
import io.connflux.stream.state.stored.StoredStateReader;
import io.connflux.track.ConnectionTable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The state of one run, which is read from its file at the start and written as it goes. Any thread: the one that polls, and those
 * that deliver. It may block while it writes.
 */
public final class OpenState {

    /** How long a position is kept for a subscriber that does not come. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final StateWriting file;
    private final Moment begun;
    private final boolean sameBoot;
    private final Map<String, Position> positions = new HashMap<>();
    /** Those whose subscribers are there. */
    private final Set<String> claimed = new HashSet<>();
    /** Those that have come further with nothing to tell, which is not written yet. */
    private final Map<String, Position> moved = new HashMap<>();
    /** The numbers of the polls of this run, for as long as anybody stands there. */
    private final Map<ConnectionTable, Long> looks = new WeakHashMap<>();

    private @Nullable ConnectionTable remembered;
    private long look;
    private boolean closed;

    /** @param stored what the file says; null where there was nothing in it */
    private OpenState(StateWriting file, @Nullable StoredState stored, boolean sameBoot, Moment now) {
        this.file = file;
        this.sameBoot = sameBoot;
        begun = now;
        if (stored != null) {
            remembered = stored.newest().table();
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
            String bootId = settings.bootId();
            StoredState stored = stored(settings, file, owners, now);
            boolean sameBoot = stored != null && stored.bootId().equals(bootId);
            if (stored != null) {
                greet(settings, stored.newest().table(), sameBoot);
            }
            opened = true;
            return new OpenState(new StateWriting(settings, file, bootId), stored, sameBoot, now);
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
        StoredState stored;
        try {
            stored = StoredStateReader.read(bytes, now, owners);
        } catch (DamagedStateException e) {
            var aside = file.setAside(".damaged-" + now.clock().getEpochSecond());
            settings.say("is damaged, as " + e.getMessage() + ": kept as " + aside.getFileName() + "; begins anew");
            return null;
        }
        if (!stored.scope().equals(settings.scope())) {
            throw new IOException(settings.path() + " is the state of '" + stored.scope() + "', and not of '"
                    + settings.scope() + "': name another file, or remove it to begin anew");
        }
        return stored;
    }

    private static void greet(StateFile settings, ConnectionTable table, boolean sameBoot) {
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
            if (!file.isDue(step.at())) {
                tellMoved();
                file.changed(look, step.table(), step.changes());
                return;
            }
            if (step.at().after(begun).compareTo(PATIENCE) > 0) {
                positions.keySet().retainAll(claimed);
            }
            moved.clear();
            file.rewrite(step.at(), new Position(step.table(), look, 0, 0), positions);
        } finally {
            lock.unlock();
        }
    }

    private void tellMoved() {
        moved.forEach(file::given);
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

    /** A subscriber is about to be told changes, with which it comes to a table; or has been, where there are none of them. */
    void given(String name, ConnectionTable table, int changes) {
        lock.lock();
        try {
            Position before = positions.get(name);
            Position now = place(name, table, 0, changes);
            if (now == null) {
                return;
            }
            if (changes == 0 && before != null && before.doubtful() == 0) {
                moved.put(name, now);
            } else {
                moved.remove(name);
                file.given(name, now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes where a subscriber stands that was there until now. */
    void keep(String name, ConnectionTable table, long mark) {
        lock.lock();
        try {
            Position now = place(name, table, mark, 0);
            if (now != null) {
                file.given(name, now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Null where the table is not one of this run's. */
    private @Nullable Position place(String name, ConnectionTable table, long mark, int doubtful) {
        Long number = looks.get(table);
        if (number == null || closed) {
            return null;
        }
        Position now = new Position(table, number, mark, doubtful);
        positions.put(name, now);
        return now;
    }

    /** The table at which a subscriber stood, once; null where it says another place. */
    @Nullable
    ConnectionTable take(String name, long mark) {
        lock.lock();
        try {
            Position place = positions.get(name);
            return place != null && place.mark() == mark && positions.remove(name, place) ? place.table() : null;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the run: the file is another process's to open. May block while it is written. */
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                tellMoved();
            }
            closed = true;
            file.close();
        } finally {
            lock.unlock();
        }
    }
}
