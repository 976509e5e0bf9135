package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.Protocol;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The events that begin a stream, each made when it is reached: a host may have a million connections. */
final class Baseline implements Iterator<ConnectionEvent> {

    private final Changes changes;
    private final ArrayDeque<FileTracker> tables;
    private final Iterator<ConnectionEvent> notices;
    private final Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
    private int position;
    private @Nullable Connection next;
    private boolean told;

    private Baseline(List<FileTracker> tables, boolean existing, Changes changes) {
        this.changes = changes;
        this.notices = changes.drain().iterator();
        tables.forEach(table -> counts.merge(table.table().protocol(), table.size(), Integer::sum));
        this.tables = new ArrayDeque<>(existing ? tables : List.of());
    }

    /** Lines that could not be read come first, then the existing connections where wanted, then the notice. One use only. */
    static Iterable<ConnectionEvent> of(List<FileTracker> tables, boolean existing, Changes changes) {
        Baseline baseline = new Baseline(tables, existing, changes);
        return () -> baseline;
    }

    @Override
    public boolean hasNext() {
        return !told;
    }

    @Override
    public ConnectionEvent next() {
        if (told) {
            throw new NoSuchElementException();
        }
        if (notices.hasNext()) {
            return notices.next();
        }
        advance();
        if (next != null) {
            Connection connection = next;
            next = null;
            return new ConnectionEvent.Existing(changes.nextSeq(), changes.time(), connection);
        }
        told = true;
        return new ConnectionEvent.Baseline(changes.nextSeq(), changes.time(), counts);
    }

    private void advance() {
        while (next == null && !tables.isEmpty()) {
            FileTracker table = tables.peek();
            if (position == table.positions()) {
                tables.remove();
                position = 0;
            } else {
                next = table.at(position++);
            }
        }
    }
}
