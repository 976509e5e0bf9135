package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.table.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows in a word or two, and events in one line, for tables of tests. */
final class Rows {

    private static final Address HERE = Address.ipv4(0x7F000001);
    private static final Address ANY = Address.ipv4(0);

    private Rows() {}

    /** A TCP row between two ports of this host. */
    static Connection tcp(int local, int remote, SocketState state, long inode) {
        return Connection.of(Protocol.TCP, new Endpoint(HERE, local), new Endpoint(HERE, remote), state, 1000, inode);
    }

    static Connection listener(int port, long inode) {
        return Connection.of(
                Protocol.TCP, new Endpoint(HERE, port), new Endpoint(ANY, 0), SocketState.LISTEN, 1000, inode);
    }

    static Connection udp(int port, long inode) {
        return Connection.of(
                Protocol.UDP, new Endpoint(HERE, port), new Endpoint(ANY, 0), SocketState.UNCONNECTED, 1000, inode);
    }

    /** A row written {@code tcp 127.0.0.1:80 127.0.0.1:5000 ESTABLISHED 7}: file, local, remote, state, inode. */
    static Connection row(String text) {
        String[] words = text.split(" ", 5);
        return Connection.of(
                Protocol.valueOf(words[0].toUpperCase(Locale.ROOT)),
                Endpoint.parse(words[1]),
                Endpoint.parse(words[2]),
                SocketState.valueOf(words[3]),
                1000,
                Long.parseLong(words[4]));
    }

    static Snapshot at(int second, Connection... rows) {
        return Snapshot.of(Instant.ofEpochSecond(second), List.of(rows));
    }

    static Snapshot at(int second, List<Connection> rows) {
        return Snapshot.of(Instant.ofEpochSecond(second), rows);
    }

    static List<ConnectionEvent> events(Subscriber tracker, Snapshot snapshot) {
        List<ConnectionEvent> events = new ArrayList<>();
        tracker.reconcile(snapshot).forEach(events::add);
        return events;
    }

    /** What a tracker tells of the second of two snapshots, each event as {@code name local>remote STATE inode}. */
    static List<String> told(Snapshot first, Snapshot... then) {
        Subscriber tracker = new Subscriber(false);
        events(tracker, first);
        List<String> told = new ArrayList<>();
        for (Snapshot snapshot : then) {
            events(tracker, snapshot).forEach(event -> told.add(line(event)));
        }
        return told;
    }

    static String line(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Change change) {
            Connection c = change.connection();
            return event.name() + " " + c.local().port() + ">" + c.remote().port() + " " + c.state() + " " + c.inode();
        }
        return event.name();
    }
}
