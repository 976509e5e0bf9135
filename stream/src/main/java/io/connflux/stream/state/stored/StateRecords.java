package io.connflux.stream.state.stored;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.stream.state.stored.Frame.Kind;
import io.connflux.track.ConnectionTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the records of one file, from its first byte on. */
public final class StateRecords {

    static final byte[] MAGIC = "connflux state 1\n".getBytes(StandardCharsets.US_ASCII);

    /** Connections of one record. Too low costs headers and sums, too high memory. */
    private static final int PER_RECORD = 4_096;

    private final RandomAccessFile out;
    private final ConnectionFields fields;
    private long bytes;

    private StateRecords(RandomAccessFile out, String tracker) {
        this.out = out;
        this.fields = new ConnectionFields(tracker);
    }

    /** Begins a file. */
    public static StateRecords begin(RandomAccessFile out, String bootId, String scope, String tracker)
            throws IOException {
        StateRecords records = new StateRecords(out, tracker);
        records.write(MAGIC);
        records.write(Frame.of(Kind.HEADER, header -> {
            header.writeUTF(bootId);
            header.writeUTF(scope);
            header.writeUTF(tracker);
        }));
        return records;
    }

    /** How many have been written. */
    public long bytes() {
        return bytes;
    }

    /** A table of which nothing is in the file yet. */
    public void whole(long look, ConnectionTable table) throws IOException {
        connections(table.connections().iterator());
        look(look, table, List.of());
    }

    /** A table that differs by these events from the one before it. */
    public void changed(long look, ConnectionTable table, List<ConnectionEvent> changes) throws IOException {
        Map<Long, Connection> there = new LinkedHashMap<>();
        List<Long> gone = new ArrayList<>();
        for (ConnectionEvent event : changes) {
            if (event instanceof ConnectionEvent.Change change) {
                long number = fields.number(change.connection());
                if (event instanceof ConnectionEvent.Closed) {
                    there.remove(number);
                    gone.add(number);
                } else {
                    there.put(number, change.connection());
                }
            }
        }
        connections(there.values().iterator());
        look(look, table, gone);
    }

    /** A subscriber has come to a position, or is about to where something is doubtful. */
    public void given(String name, Position to) throws IOException {
        write(Frame.of(Kind.GIVEN, out -> {
            out.writeUTF(name);
            out.writeLong(to.look());
            out.writeLong(to.mark());
            out.writeInt(to.doubtful());
        }));
    }

    private void connections(Iterator<Connection> all) throws IOException {
        while (all.hasNext()) {
            List<Connection> some = new ArrayList<>();
            while (all.hasNext() && some.size() < PER_RECORD) {
                some.add(all.next());
            }
            write(Frame.of(Kind.CONNECTIONS, out -> {
                out.writeInt(some.size());
                for (Connection connection : some) {
                    fields.write(connection, out);
                }
            }));
        }
    }

    private void look(long look, ConnectionTable table, List<Long> gone) throws IOException {
        LookFields end = new LookFields(look, table.snapshot().span(), table.firstFreeNumber(), table.files(), gone);
        write(Frame.of(Kind.LOOK, end::write));
    }

    private void write(byte[] frame) throws IOException {
        out.write(frame);
        bytes += frame.length;
    }
}
