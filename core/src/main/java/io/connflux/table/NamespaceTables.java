package io.connflux.table;

import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the socket files of one network namespace gave. Immutable. */
public final class NamespaceTables {

    private final NetworkNamespace namespace;
    private final EnumMap<Protocol, SocketTable> tables;
    private final EnumMap<Protocol, FileProblem> missing;

    /** Copies both maps. */
    public NamespaceTables(
            NetworkNamespace namespace, Map<Protocol, SocketTable> tables, Map<Protocol, FileProblem> missing) {
        this.namespace = namespace;
        this.tables = new EnumMap<>(Protocol.class);
        this.tables.putAll(tables);
        this.missing = new EnumMap<>(Protocol.class);
        this.missing.putAll(missing);
    }

    /** The same, those tables that have no time with this one. */
    NamespaceTables orReadIn(ReadSpan time) {
        return each(table -> table.orReadIn(time));
    }

    /** The same with each table made into another of the same rows. */
    NamespaceTables each(UnaryOperator<SocketTable> other) {
        EnumMap<Protocol, SocketTable> others = new EnumMap<>(tables);
        others.replaceAll((protocol, table) -> other.apply(table));
        return new NamespaceTables(namespace, others, missing);
    }

    public NetworkNamespace namespace() {
        return namespace;
    }

    /** The rows of one file; null where it was absent, unreadable or not asked for. */
    public @Nullable SocketTable table(Protocol protocol) {
        return tables.get(protocol);
    }

    /** The files that gave a table, in their usual order. */
    public List<SocketTable> tables() {
        return List.copyOf(tables.values());
    }

    /** The files that were asked for and gave none. */
    public Map<Protocol, FileProblem> missing() {
        return Collections.unmodifiableMap(missing);
    }
}
