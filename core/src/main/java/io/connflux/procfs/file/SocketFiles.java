package io.connflux.procfs.file;

import io.connflux.model.Moment;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.table.FileProblem;
import io.connflux.table.NamespaceTables;
import io.connflux.table.SocketTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the socket files of one directory after the other: {@code /proc/net}, {@code /proc/1/net} … */
public final class SocketFiles {

    private final Map<Protocol, SocketFile> files = new EnumMap<>(Protocol.class);
    private final Supplier<Moment> clocks;
    private final ReadLog log;

    /** @param log sees what is read */
    public SocketFiles(Set<Protocol> protocols, ByteOrder byteOrder, Supplier<Moment> clocks, ReadLog log) {
        this.clocks = clocks;
        this.log = log;
        for (Protocol protocol : protocols) {
            files.put(protocol, new SocketFile(protocol, byteOrder == ByteOrder.LITTLE_ENDIAN));
        }
    }

    /**
     * Reads them, one after the other, each in a time of its own.
     *
     * @param known tables of files that need not be read
     * @param expectedRows how many rows came last, so that columns need not grow; is brought up to date
     * @param shifted see {@link SocketFile#read}
     */
    public NamespaceTables read(
            Path directory,
            NetworkNamespace namespace,
            Map<Protocol, SocketTable> known,
            Map<Protocol, Integer> expectedRows,
            boolean shifted) {
        Map<Protocol, SocketTable> tables = new EnumMap<>(Protocol.class);
        tables.putAll(known);
        Map<Protocol, FileProblem> missing = new EnumMap<>(Protocol.class);
        files.forEach((protocol, file) -> {
            Path path = directory.resolve(protocol.label());
            Moment start = clocks.get();
            log.file(path, protocol, namespace, expectedRows.getOrDefault(protocol, 0), shifted, start);
            if (known.containsKey(protocol)) {
                log.ended(start);
                return;
            }
            try {
                SocketTable table = file.read(path, namespace, expectedRows.getOrDefault(protocol, 0), shifted, log);
                // Room for a little growth; a table that grows faster is copied once.
                expectedRows.put(protocol, table.size() + (table.size() >> 5));
                Moment end = clocks.get();
                log.ended(end);
                tables.put(protocol, table.readIn(new ReadSpan(start, end)));
            } catch (IOException e) {
                FileProblem problem = problem(path, e);
                log.missing(protocol, problem);
                missing.put(protocol, problem);
            }
        });
        return new NamespaceTables(namespace, tables, missing);
    }

    /** What the clocks show now. */
    public Moment now() {
        return clocks.get();
    }

    private static FileProblem problem(Path path, IOException e) {
        boolean absent = e instanceof FileNotFoundException && !Files.exists(path);
        String message = e.getMessage();
        String reason = absent ? path + " does not exist" : message == null ? path + ": " + e : message;
        return new FileProblem(
                path.toString(), reason.contains(path.toString()) ? reason : path + ": " + reason, absent);
    }
}
