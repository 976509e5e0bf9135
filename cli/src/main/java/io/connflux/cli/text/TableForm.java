package io.connflux.cli.text;

import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.encode.Encoding;
import io.connflux.stream.snapshot.SnapshotFormat;
import io.connflux.stream.snapshot.SnapshotLines;
import io.connflux.table.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A form of a whole table.
 *
 * @param word its name on the command line
 * @param extended whether JSON has all that is known; the others always have what they have places for
 */
public record TableForm(String word, boolean extended) {

    private static final String TABLE = "table";
    private static final String CFENGINE = SnapshotFormat.CFENGINE.label();
    private static final String JSON = Encoding.JSON.label();

    /** What a shell offers. */
    public static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return all().iterator();
        }
    }

    private static List<String> all() {
        List<String> names = new ArrayList<>(List.of(TABLE));
        for (Encoding encoding : Encoding.values()) {
            names.add(encoding.label());
        }
        names.addAll(List.of(SnapshotFormat.CFENGINE.label(), SnapshotFormat.CFENGINE_3_11.label()));
        return names;
    }

    /**
     * The one that is asked for.
     *
     * @param word null for that of a terminal, or of a pipe
     * @param extended whether all is asked for that is known
     * @throws IllegalArgumentException where it is none, or has no place for more
     */
    public static TableForm of(@Nullable String word, boolean extended) {
        String form = word == null ? (Terminal.isOutput() ? TABLE : JSON) : word;
        List<String> forms = all();
        if (!forms.contains(form)) {
            throw new IllegalArgumentException("'" + form + "' is none of " + String.join(", ", forms));
        }
        if (extended && form.startsWith(CFENGINE)) {
            throw new IllegalArgumentException("CFEngine's form has no place for what --extended adds");
        }
        return new TableForm(form, extended);
    }

    /** Whether its lines are those of a schema, which have places for more than connections. */
    public boolean hasLines() {
        return !word.equals(TABLE) && !word.equals(JSON) && !isCfengine();
    }

    /** Whether it is one of CFEngine's, which have all rows of the files and nothing else. */
    public boolean isCfengine() {
        return word.startsWith(CFENGINE);
    }

    /** Writes all rows in CFEngine's form, and does not flush. */
    public void write(Snapshot snapshot, OutputStream out) throws IOException {
        SnapshotFormat form =
                word.equals(SnapshotFormat.CFENGINE.label()) ? SnapshotFormat.CFENGINE : SnapshotFormat.CFENGINE_3_11;
        form.write(snapshot, out);
        out.write('\n');
    }

    /**
     * Writes connections in one of the other forms, and does not flush.
     *
     * @param connections those of each protocol that there is
     * @param settings of the lines of a schema
     */
    public void write(
            Instant time,
            Map<Protocol, ? extends Iterable<Connection>> connections,
            EncoderSettings settings,
            OutputStream out)
            throws IOException {
        if (word.equals(JSON)) {
            if (extended) {
                SnapshotFormat.writeExtendedJson(connections, out);
            } else {
                SnapshotFormat.writeJson(connections, out);
            }
            out.write('\n');
            return;
        }
        List<Connection> rows = new ArrayList<>();
        connections.values().forEach(some -> some.forEach(rows::add));
        if (word.equals(TABLE)) {
            SnapshotTable.write(rows, out);
        } else {
            SnapshotLines.write(time, rows, Encoding.of(word).encoder(settings), out);
        }
    }
}
