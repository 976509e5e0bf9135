package io.connflux.procfs.netns;

import io.connflux.model.Moment;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.procfs.counters.SnmpFile;
import io.connflux.procfs.file.SocketFiles;
import io.connflux.table.NamespaceTables;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SocketTable;
import io.connflux.table.SocketTableBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads network namespaces, each once, and keeps from one poll to the next what spares work. */
public final class NamespaceReader {

    private final NamespaceViews views;
    private final SocketFiles files;
    private Map<Long, Kept> kept = new HashMap<>();

    /** What is kept of a namespace while it is there. */
    private static final class Kept {
        private final Map<Protocol, Integer> expectedRows = new EnumMap<>(Protocol.class);
        private final Set<Protocol> empty = EnumSet.noneOf(Protocol.class);

        private void remember(NamespaceTables tables) {
            empty.clear();
            for (SocketTable table : tables.tables()) {
                if (table.size() == 0 && table.problemCount() == 0) {
                    empty.add(table.protocol());
                }
            }
        }
    }

    public NamespaceReader(NamespaceViews views, SocketFiles files) {
        this.views = views;
        this.files = files;
    }

    /**
     * Adds what is read to a snapshot: nothing where what was asked for is there no more.
     *
     * @param shifted see {@link SocketFiles#read}
     * @throws IOException where it cannot be told which namespaces there are
     */
    public void read(SnapshotBuilder snapshot, boolean shifted) throws IOException {
        List<NetworkNamespace> namespaces = views.begin();
        Map<Long, Kept> before = kept;
        kept = new HashMap<>();
        List<NamespaceRead> all = new ArrayList<>();
        for (NetworkNamespace namespace : namespaces) {
            Kept own = before.getOrDefault(namespace.inode(), new Kept());
            NamespaceRead read = views.through(namespace, directory -> read(directory, namespace, own, shifted));
            if (read != null) {
                own.remember(read.tables());
                kept.put(namespace.inode(), own);
                snapshot.namespace(read.tables());
                all.add(read);
            }
        }
        views.end(snapshot, all);
    }

    private NamespaceRead read(Path directory, NetworkNamespace namespace, Kept own, boolean shifted) {
        Map<Protocol, SocketTable> known = stillEmpty(directory, namespace, own.empty);
        return new NamespaceRead(
                files.read(directory, namespace, known, own.expectedRows, shifted),
                SnmpFile.read(directory.resolve("snmp")));
    }

    /** Tables that had no row last time and whose protocol is idle still: as it may seem so once, no others. */
    private Map<Protocol, SocketTable> stillEmpty(Path directory, NetworkNamespace namespace, Set<Protocol> empty) {
        Map<Protocol, SocketTable> tables = new EnumMap<>(Protocol.class);
        if (!empty.isEmpty()) {
            Moment began = files.now();
            empty.retainAll(views.idle(directory));
            ReadSpan asked = new ReadSpan(began, files.now());
            empty.forEach(protocol -> tables.put(
                    protocol,
                    new SocketTableBuilder(namespace, protocol, 0).build().readIn(asked)));
        }
        return tables;
    }
}
