package io.connflux.stream.state.stored;

import io.connflux.model.Connection;
import io.connflux.model.Moment;
import io.connflux.stream.state.stored.Frame.Kind;
import io.connflux.track.ConnectionTable;
import io.connflux.track.RememberedTable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a file. Records that no {@link Kind#LOOK} follows do not count: they are of a poll that nobody was told of. */
public final class StoredStateReader {

    private final ByteBuffer file;
    private final Moment now;
    private final boolean owners;
    private final Map<String, Given> given;

    private final Map<Long, Connection> connections = new LinkedHashMap<>();
    private final Map<Long, Connection> pending = new LinkedHashMap<>();
    private final Map<String, Position> positions = new HashMap<>();
    private String bootId = "";
    private String scope = "";
    private String tracker = "";
    private @Nullable ConnectionFields fields;
    private @Nullable LookFields last;

    /** Where a subscriber was brought, and what of that is doubtful. */
    private record Given(long look, long mark, int doubtful) {}

    private StoredStateReader(ByteBuffer file, Moment now, boolean owners) throws IOException {
        this.file = file;
        this.now = now;
        this.owners = owners;
        this.given = given(file.duplicate());
    }

    /**
     * What it says.
     *
     * @param owners whether they are wanted: who does not look for owners would find that there are none any more
     * @throws DamagedStateException where it is no such file, has been changed, or has no whole table
     */
    public static StoredState read(ByteBuffer file, Moment now, boolean owners) throws IOException {
        try {
            return new StoredStateReader(file, now, owners).all();
        } catch (RuntimeException e) {
            throw (IOException) new DamagedStateException("a record makes no sense", file.position()).initCause(e);
        }
    }

    private static void skipMagic(ByteBuffer file) throws DamagedStateException {
        byte[] start = new byte[StateRecords.MAGIC.length];
        if (file.remaining() < start.length) {
            throw new DamagedStateException("it is too short", 0);
        }
        file.get(start);
        if (!Arrays.equals(start, StateRecords.MAGIC)) {
            throw new DamagedStateException("it does not begin as one of this version does", 0);
        }
    }

    private static Map<String, Given> given(ByteBuffer file) throws IOException {
        skipMagic(file);
        Map<String, Given> given = new HashMap<>();
        for (Frame.Read record = Frame.next(file); record != null; record = Frame.next(file)) {
            DataInputStream in = record.fields();
            if (record.kind() == Kind.GIVEN) {
                given.put(in.readUTF(), new Given(in.readLong(), in.readLong(), in.readInt()));
            }
        }
        return given;
    }

    private StoredState all() throws IOException {
        skipMagic(file);
        for (Frame.Read record = Frame.next(file); record != null; record = Frame.next(file)) {
            take(record);
        }
        LookFields look = last;
        if (look == null) {
            throw new DamagedStateException("it has no whole table", file.position());
        }
        Position newest = new Position(standing(look).orElseGet(() -> table(look)), look.number(), 0, 0);
        return new StoredState(bootId, scope, newest, positions);
    }

    private void take(Frame.Read record) throws IOException {
        DataInputStream in = record.fields();
        ConnectionFields known = fields;
        if (record.kind() == Kind.HEADER) {
            bootId = in.readUTF();
            scope = in.readUTF();
            tracker = in.readUTF();
            fields = new ConnectionFields(tracker);
        } else if (known == null) {
            throw new DamagedStateException("it has no header", file.position());
        } else if (record.kind() == Kind.CONNECTIONS) {
            for (int left = in.readInt(); left > 0; left--) {
                Connection connection = known.read(in);
                pending.put(known.number(connection), owners ? connection : connection.ownedBy(null));
            }
        } else if (record.kind() == Kind.LOOK) {
            look(LookFields.read(in, now));
        }
    }

    private void look(LookFields look) {
        if (last != null) {
            standing(last);
        }
        look.gone().forEach(connections::remove);
        connections.putAll(pending);
        pending.clear();
        last = look;
    }

    /** Who stands at a look gets the table as it was after it, if anybody does. */
    private Optional<ConnectionTable> standing(LookFields look) {
        Optional<ConnectionTable> table = given.values().stream()
                .filter(where -> where.look() == look.number())
                .findFirst()
                .map(where -> table(look));
        table.ifPresent(there -> given.forEach((name, where) -> {
            if (where.look() == look.number()) {
                positions.put(name, new Position(there, look.number(), where.mark(), where.doubtful()));
            }
        }));
        return table;
    }

    private ConnectionTable table(LookFields look) {
        RememberedTable table = new RememberedTable(tracker, look.span());
        look.files().forEach(table::file);
        connections.values().forEach(table::connection);
        return table.build(look.firstFree());
    }
}
