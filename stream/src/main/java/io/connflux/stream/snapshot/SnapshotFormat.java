package io.connflux.stream.snapshot;

import io.connflux.model.Connection;
import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.Traffic;
import io.connflux.stream.json.JsonBytes;
import io.connflux.stream.json.OwnerFields;
import io.connflux.stream.json.TimeText;
import io.connflux.stream.json.TrafficFields;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A snapshot as one JSON object in the shape of CFEngine's {@code network_connections()}: a list for each file that is there,
 * and of each row {@code local}, {@code remote} and {@code state}, all strings. The rows of several network namespaces stand in
 * one list.
 */
public enum SnapshotFormat {
    /** Correct addresses and states, and {@code netns} where it is known; a row that a torn read repeated stands once. */
    JSON("json"),
    /** As CFEngine's manual documents it, and 3.9.0 to 3.10.1 printed it. */
    CFENGINE("cfengine"),
    /** Byte for byte what CFEngine prints since 3.10.2 and 3.11.0. */
    CFENGINE_3_11("cfengine-3.11");

    /** Bytes gathered before they are written. Too low costs writes, too high costs memory. */
    private static final int CHUNK = 1 << 16;

    private final String label;

    SnapshotFormat(String label) {
        this.label = label;
    }

    /** The name on the command line. */
    public String label() {
        return label;
    }

    /** Writes the object without a line feed behind it, and does not flush. */
    public void write(Snapshot snapshot, OutputStream out) throws IOException {
        write(snapshot, connection -> true, out);
    }

    /**
     * The same of some connections. CFEngine's forms have no place for owners, and leave none out.
     *
     * @param chosen which of them are written
     */
    public void write(Snapshot snapshot, Predicate<Connection> chosen, OutputStream out) throws IOException {
        if (this == JSON) {
            writeJson(once(snapshot, chosen), out);
            return;
        }
        lists(tables(snapshot), out, (table, rows) -> new CfengineRows(this == CFENGINE, snapshot.byteOrder(), rows)
                .write(table));
    }

    /**
     * Connections of a snapshot, those of each protocol whose file is there; a row that a torn read repeated stands once.
     *
     * @param chosen which of them
     */
    public static Map<Protocol, List<Connection>> once(Snapshot snapshot, Predicate<Connection> chosen) {
        Map<Protocol, List<Connection>> connections = new EnumMap<>(Protocol.class);
        tables(snapshot).forEach((protocol, tables) -> {
            List<Connection> some = new ArrayList<>();
            tables.forEach(table -> addOnce(table, chosen, some));
            connections.put(protocol, some);
        });
        return connections;
    }

    private static void addOnce(SocketTable table, Predicate<Connection> chosen, List<Connection> some) {
        Set<String> seen = new HashSet<>();
        for (Connection c : table.connections()) {
            boolean repeated = c.inode() != 0 && !seen.add(c.inode() + " " + c.local() + " " + c.remote());
            if (!repeated && chosen.test(c)) {
                some.add(c);
            }
        }
    }

    private static Map<Protocol, List<SocketTable>> tables(Snapshot snapshot) {
        Map<Protocol, List<SocketTable>> tables = new EnumMap<>(Protocol.class);
        for (SocketTable table : snapshot.tables()) {
            tables.computeIfAbsent(table.protocol(), protocol -> new ArrayList<>())
                    .add(table);
        }
        return tables;
    }

    /**
     * Writes connections as {@link #JSON}, without a line feed behind it, and does not flush.
     *
     * @param connections those of each protocol whose file is there
     */
    public static void writeJson(Map<Protocol, ? extends Iterable<Connection>> connections, OutputStream out)
            throws IOException {
        lists(connections, out, (connection, rows) -> rows.row(connection));
    }

    /**
     * The same, and of each connection what is known beyond its row's key and state, under the keys and in the order of events:
     * {@code id}, {@code uid}, {@code inode}, {@code direction}, {@code opened} and {@code traffic}; and the bytes that wait in its queues, {@code
     * rx_queue} and {@code tx_queue}.
     *
     * @param connections those of each protocol whose file is there
     */
    public static void writeExtendedJson(Map<Protocol, ? extends Iterable<Connection>> connections, OutputStream out)
            throws IOException {
        lists(connections, out, (connection, rows) -> rows.extended(connection));
    }

    /** What of a list is written. */
    private interface Part<T> {
        void write(T part, Rows rows) throws IOException;
    }

    private static <T> void lists(Map<Protocol, ? extends Iterable<T>> parts, OutputStream out, Part<T> written)
            throws IOException {
        JsonBytes json = new JsonBytes();
        json.character('{');
        String separator = "\n";
        for (Map.Entry<Protocol, ? extends Iterable<T>> list : parts.entrySet()) {
            json.ascii(separator).ascii("  \"").ascii(list.getKey().label()).ascii("\": [");
            Rows rows = new Rows(json, out);
            for (T part : list.getValue()) {
                written.write(part, rows);
            }
            json.ascii(rows.any ? "\n  ]" : "]");
            separator = ",\n";
        }
        json.ascii(separator.equals("\n") ? "}" : "\n}");
        json.writeTo(out);
    }

    private static String text(Endpoint endpoint) {
        return endpoint.address().toString();
    }

    /** Rows with their indentation, written on when there are enough of them. */
    static final class Rows {
        private final JsonBytes json;
        private final OutputStream out;
        private final OwnerFields owners;
        private final TimeText opened = TimeText.ofMillis();
        private boolean any;

        Rows(JsonBytes json, OutputStream out) {
            this.json = json;
            this.out = out;
            this.owners = new OwnerFields(json);
        }

        void row(String local, long localPort, String remote, long remotePort, String state) throws IOException {
            begin();
            key(local, localPort, remote, remotePort, state);
            end();
        }

        private void row(Connection c) throws IOException {
            begin();
            key(c);
            namespace(c.namespace());
            owner(c);
            traffic(c);
            end();
        }

        private void extended(Connection c) throws IOException {
            begin();
            if (!c.id().isEmpty()) {
                json.ascii("\"id\": \"").ascii(c.id()).ascii("\",\n      ");
            }
            key(c);
            if (c.uid() != Connection.UNKNOWN_UID) {
                json.ascii(",\n      \"uid\": ").number(c.uid());
            }
            if (c.inode() != 0) {
                json.ascii(",\n      \"inode\": ").number(c.inode());
            }
            json.ascii(",\n      \"rx_queue\": ").number(c.activity().rxQueue());
            json.ascii(",\n      \"tx_queue\": ").number(c.activity().txQueue());
            if (c.direction() != Direction.UNKNOWN) {
                boolean inbound = c.direction() == Direction.INBOUND;
                json.ascii(",\n      \"direction\": \"").ascii(inbound ? "inbound\"" : "outbound\"");
            }
            namespace(c.namespace());
            owner(c);
            Instant seen = c.opened();
            if (seen != null) {
                json.ascii(",\n      \"opened\": \"").raw(opened.of(seen)).character('"');
            }
            traffic(c);
            end();
        }

        private void traffic(Connection c) {
            Traffic traffic = c.traffic();
            if (traffic != null) {
                TrafficFields.append(traffic, ",\n      ", json);
            }
        }

        private void begin() {
            json.ascii(any ? ",\n" : "\n").ascii("    {\n      ");
        }

        private void key(Connection c) {
            key(
                    text(c.local()),
                    c.local().port(),
                    text(c.remote()),
                    c.remote().port(),
                    c.state().name());
        }

        private void key(String local, long localPort, String remote, long remotePort, String state) {
            json.ascii("\"local\": {\n        \"address\": \"");
            json.ascii(local).ascii("\",\n        \"port\": \"").number(localPort);
            json.ascii("\"\n      },\n      \"remote\": {\n        \"address\": \"");
            json.ascii(remote).ascii("\",\n        \"port\": \"").number(remotePort);
            json.ascii("\"\n      },\n      \"state\": \"").ascii(state).character('"');
        }

        private void namespace(NetworkNamespace namespace) {
            if (namespace.isKnown()) {
                json.ascii(",\n      \"netns\": {\n        \"inode\": ").number(namespace.inode());
                String name = namespace.name();
                if (name != null) {
                    json.ascii(",\n        \"name\": ").string(name);
                }
                json.ascii("\n      }");
            }
        }

        private void owner(Connection c) {
            Owner owner = c.owner();
            if (owner != null) {
                owners.append(owner, ",\n      ");
            }
        }

        private void end() throws IOException {
            json.ascii("\n    }");
            any = true;
            if (json.length() > CHUNK) {
                json.writeTo(out);
            }
        }
    }
}
