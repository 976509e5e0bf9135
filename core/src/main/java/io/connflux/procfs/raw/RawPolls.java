package io.connflux.procfs.raw;

import io.connflux.model.Moment;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.procfs.file.SocketFile;
import io.connflux.table.FileProblem;
import io.connflux.table.NamespaceTables;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTable;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recorded polls, parsed again as the files were. What is damaged costs the rest of its file and is kept to be told. One thread. */
public final class RawPolls implements Closeable {

    private final Deque<Path> files;
    private final List<String> damages = new ArrayList<>();
    private final Map<String, SocketFile> parsers = new HashMap<>();
    private @Nullable RawReader reader;
    private Path file;
    private boolean any;

    /** One poll's tables, as far as they have been read. */
    private static final class Tables {
        private final Map<Protocol, SocketTable> found = new EnumMap<>(Protocol.class);
        private final Map<Protocol, FileProblem> missing = new EnumMap<>(Protocol.class);
    }

    /** @throws IOException where the directory cannot be read, or has no such files */
    public RawPolls(Path directory) throws IOException {
        files = new ArrayDeque<>(RawFiles.in(directory));
        file = directory;
        if (files.isEmpty()) {
            throw new IOException(directory + " has no recorded polls");
        }
    }

    /** The next poll; null behind the last. */
    public @Nullable Snapshot next() throws IOException {
        while (reader != null || !files.isEmpty()) {
            try {
                RawReader from = reader;
                if (from == null) {
                    file = files.remove();
                    from = new RawReader(file);
                    reader = from;
                    any = false;
                }
                List<String> line = from.line();
                if (line != null) {
                    Snapshot poll = poll(line, from);
                    any = true;
                    return poll;
                }
                if (!any) {
                    throw new EOFException("there is none");
                }
            } catch (IOException | DateTimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
                String reason = e.getMessage() == null ? e.toString() : e.getMessage();
                damages.add(
                        file + " cannot be read to its end, and gives no poll behind the last whole one: " + reason);
            }
            close();
        }
        return null;
    }

    private Snapshot poll(List<String> line, RawReader from) throws IOException {
        if (!line.get(0).equals("poll")) {
            throw new IOException("no poll begins where one should");
        }
        Moment began = moment(line, 1);
        ByteOrder order = line.get(3).equals("little") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        Map<NetworkNamespace, Tables> namespaces = new HashMap<>();
        List<String> next = more(from);
        while (next.get(0).equals("file")) {
            next = file(next, order, from, namespaces);
        }
        if (!next.get(0).equals("end")) {
            throw new IOException("'" + next.get(0) + "' where a file or the end should be");
        }
        SnapshotBuilder snapshot = new SnapshotBuilder(began.clock()).byteOrder(order);
        namespaces.forEach((namespace, tables) ->
                snapshot.namespace(new NamespaceTables(namespace, tables.found, tables.missing)));
        return snapshot.span(new ReadSpan(began, moment(next, 1))).build();
    }

    /** One file; gives the line behind it. */
    private List<String> file(
            List<String> line, ByteOrder order, RawReader from, Map<NetworkNamespace, Tables> namespaces)
            throws IOException {
        Protocol protocol = Protocol.valueOf(line.get(1).toUpperCase(Locale.ROOT));
        String name = line.get(3);
        NetworkNamespace namespace = new NetworkNamespace(Long.parseLong(line.get(2)), name.isEmpty() ? null : name);
        Path path = Path.of(line.get(8));
        Tables tables = namespaces.computeIfAbsent(namespace, each -> new Tables());
        List<String> next = more(from);
        boolean kernel = next.get(0).equals("kernel");
        if (kernel || next.get(0).equals("plain")) {
            next = more(from);
        }
        Deque<byte[]> reads = new ArrayDeque<>();
        while (next.get(0).equals("read")) {
            reads.add(from.bytes(Integer.parseInt(next.get(1))));
            next = more(from);
        }
        if (next.get(0).equals("missing")) {
            tables.found.remove(protocol);
            tables.missing.put(
                    protocol,
                    new FileProblem(path.toString(), next.get(2), next.get(1).equals("absent")));
            return more(from);
        }
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        SocketTable table = parsers.computeIfAbsent(
                        protocol + (little ? " little" : " big"), key -> new SocketFile(protocol, little))
                .read(
                        path,
                        (into, at, most) -> again(reads, into, at, most),
                        kernel,
                        namespace,
                        Integer.parseInt(line.get(4)),
                        line.get(5).equals("shifted"));
        tables.missing.remove(protocol);
        tables.found.put(protocol, table.readIn(new ReadSpan(moment(line, 6), moment(next, 1))));
        return more(from);
    }

    private static int again(Deque<byte[]> reads, byte[] into, int at, int most) throws IOException {
        byte[] bytes = reads.poll();
        if (bytes == null) {
            return -1;
        }
        if (bytes.length > most) {
            throw new IOException("a read gave " + bytes.length + " bytes, where this version asks for " + most);
        }
        System.arraycopy(bytes, 0, into, at, bytes.length);
        return bytes.length;
    }

    private static List<String> more(RawReader from) throws IOException {
        List<String> line = from.line();
        while (line != null && line.get(0).isEmpty()) {
            line = from.line();
        }
        if (line == null) {
            throw new EOFException("it ends in the middle of a poll");
        }
        return line;
    }

    private static Moment moment(List<String> line, int at) {
        return new Moment(Instant.parse(line.get(at)), Long.parseLong(line.get(at + 1)));
    }

    /** What could not be read, in words. */
    public List<String> damages() {
        return List.copyOf(damages);
    }

    @Override
    public void close() throws IOException {
        RawReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
