package io.connflux.track.told;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Moment;
import io.connflux.model.Owner;
import io.connflux.model.ReadSpan;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import io.connflux.track.known.Lifetime;
import io.connflux.track.known.Recollection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes and counts the events of one tracker, poll by poll; and gives each connection its identity when it is first seen. What is
 * told {@link #silently} belongs to a baseline, and is no change.
 */
public final class Changes {

    /** What both ways of telling share. */
    private static final class Common {
        private final String tracker;
        private ReadSpan poll = ReadSpan.at(Instant.EPOCH);
        private ReadSpan pollBefore = poll;
        private Moment found = poll.ended();
        /** Whether what is told happened when it was found. */
        private boolean exact;

        private Map<Long, Owner> lastOwners = Map.of();
        private final @Nullable Recollection recollection;
        private long connections;
        private long repeated;
        private long suspected;
        private long reprieved;
        private long unreadable;
        private long opens;
        private long unknownEnds;

        private Common(String tracker, long firstFree, @Nullable Recollection recollection) {
            this.tracker = tracker;
            this.connections = firstFree;
            this.recollection = recollection;
        }
    }

    private final Common common;
    private final boolean silent;
    private final Changes silently;
    private List<ConnectionEvent> events = new ArrayList<>();

    /**
     * None yet.
     *
     * @param tracker the first part of all ids
     */
    public Changes(String tracker) {
        this(new Common(tracker, 0, null), false);
    }

    /**
     * Those of a tracker that goes on where another one ended.
     *
     * @param firstFree above the numbers of all connections that the other one has met
     */
    public Changes(String tracker, long firstFree, Recollection recollection) {
        this(new Common(tracker, firstFree, recollection), false);
    }

    private Changes(Common common, boolean silent) {
        this.common = common;
        this.silent = silent;
        silently = silent ? this : new Changes(common, true);
    }

    /** The same of what nobody is told. */
    public Changes silently() {
        return silently;
    }

    public void begin(Snapshot snapshot) {
        common.pollBefore = common.poll;
        common.poll = snapshot.span();
        common.found = snapshot.span().ended();
        common.exact = false;
        common.lastOwners = snapshot.lastOwners();
    }

    /** What comes now was found by one read of the poll. */
    public void read(ReadSpan file) {
        common.found = file.ended();
        common.exact = false;
    }

    /** What comes now was observed as it happened. */
    public void exactly(Moment at) {
        common.found = at;
        common.exact = true;
    }

    public ReadSpan pollBefore() {
        return common.pollBefore;
    }

    /** Of notices, which are about the poll. */
    public Instant time() {
        return common.poll.ended().time();
    }

    /** The identity of a row's connection that is first seen now, and may have been there before. */
    public Lifetime existing(SocketTable rows, int row, Direction direction) {
        Recollection before = common.recollection;
        Lifetime known = before == null ? null : before.claim(rows, row);
        if (known != null) {
            return known;
        }
        boolean opened = before != null && before.knows(rows);
        return new Lifetime(common.tracker, common.connections++, opened ? common.found : null, direction);
    }

    /** That of one that is first seen now. */
    public Lifetime appeared(SocketTable rows, int row, Direction direction) {
        return silent
                ? existing(rows, row, direction)
                : new Lifetime(common.tracker, common.connections++, common.found, direction);
    }

    /** That of one that was observed opening. */
    public Lifetime observed(Moment begun, Direction direction) {
        return new Lifetime(common.tracker, common.connections++, begun, direction);
    }

    /** There is a table: what comes from now on was not there before, but for files that could not be read yet. */
    public void settled() {
        if (common.recollection != null) {
            common.recollection.settle();
        }
    }

    /** The first part of all ids. */
    public String tracker() {
        return common.tracker;
    }

    /** Whether what appears now may have been there before. */
    public boolean silent() {
        return silent;
    }

    /** Above the numbers of all connections that have been seen. */
    public long firstFreeNumber() {
        return common.connections;
    }

    /**
     * A connection is there that was not.
     *
     * @param since when the last read without it had begun
     */
    public void opened(Connection connection, Moment since) {
        if (silent) {
            return;
        }
        if (connection.protocol().isTcp() && connection.hasPeer()) {
            common.opens++;
        }
        events.add(new ConnectionEvent.Opened(common.found.time(), since(since), connection));
    }

    private Instant since(Moment before) {
        return common.exact ? common.found.time() : common.found.since(before);
    }

    /**
     * A connection is there again, and may be otherwise.
     *
     * @param since when the last read that found it as it was had begun
     */
    public void seen(Connection before, Connection now, Moment since) {
        ConnectionEvent update = silent ? null : update(common.found, since(since), before, now);
        if (update != null) {
            events.add(update);
        }
    }

    /** A connection that was observed is there in a row, which tells whose it is. */
    public void learnt(Connection before, Connection now, Moment since) {
        ConnectionEvent update = silent ? null : learnt(common.found, since(since), before, now);
        if (update != null) {
            events.add(update);
        }
    }

    /**
     * A connection is gone.
     *
     * @param since when the last read with it had begun
     */
    public void closed(Connection connection, Moment since, Lifetime lifetime) {
        if (!silent) {
            Connection last = connection.owner() == Owner.Unnamed.PENDING
                    ? connection.ownedBy(lastOwner(connection.inode(), Owner.Unnamed.RELEASED))
                    : connection;
            events.add(closed(common.found, since(since), last, lifetime));
        }
    }

    /** Whose a socket was found to have been that has lost its row or its inode. */
    @Nullable
    public Owner lastOwner(long inode, @Nullable Owner otherwise) {
        Owner last = common.lastOwners.get(inode);
        return last == null ? otherwise : last;
    }

    /** What a difference tells of a connection that is there before and after; null where that is nothing. */
    static @Nullable ConnectionEvent update(Moment found, Instant since, Connection before, Connection now) {
        if (before.state() != now.state()) {
            return new ConnectionEvent.StateChanged(found.time(), since, before, now);
        }
        return Objects.equals(before.owner(), now.owner())
                ? null
                : new ConnectionEvent.OwnerChanged(found.time(), since, before, now);
    }

    /** The same of one that was observed before, when nobody told its user. */
    public static @Nullable ConnectionEvent learnt(Moment found, Instant since, Connection before, Connection now) {
        ConnectionEvent update = update(found, since, before, now);
        return update == null && before.uid() != now.uid()
                ? new ConnectionEvent.OwnerChanged(found.time(), since, before, now)
                : update;
    }

    /** What a difference tells of a connection that is gone. */
    public static ConnectionEvent closed(Moment found, Instant since, Connection connection, Lifetime lifetime) {
        Moment opened = lifetime.opened();
        // What was first seen as it ended has lasted for some time that nobody knows.
        Duration lasted = opened == null || opened.nanos() == found.nanos() ? null : found.after(opened);
        return new ConnectionEvent.Closed(found.time(), since, connection, lasted, lifetime.outcome());
    }

    public void add(ConnectionEvent event) {
        events.add(event);
    }

    public void repeated() {
        common.repeated++;
    }

    public void suspected() {
        common.suspected++;
    }

    public void reprieved() {
        common.reprieved++;
    }

    /** Something ended of which it is not known what it was. */
    public void unknownEnd() {
        common.unknownEnds++;
    }

    public long unknownEnds() {
        return common.unknownEnds;
    }

    public void unreadable(long lines) {
        common.unreadable += lines;
    }

    /**
     * What has been counted so far.
     *
     * @param repeated rows that repeated another one
     * @param suspected connections that became a suspect
     * @param reprieved suspects that were there after all
     * @param unreadable lines that could not be read
     * @param opens connections of TCP that were told {@code opened}
     */
    public record Counted(long repeated, long suspected, long reprieved, long unreadable, long opens) {}

    public Counted counted() {
        return new Counted(common.repeated, common.suspected, common.reprieved, common.unreadable, common.opens);
    }

    /** All events since the last call. */
    public List<ConnectionEvent> drain() {
        List<ConnectionEvent> all = events;
        events = new ArrayList<>();
        return all;
    }
}
