/** What changes in a Linux host's connections: {@code procfs} reads, {@code track} compares, {@code filter} chooses, {@code model} is the language of all. */
module io.connflux.core {
    requires static org.jspecify;

    exports io.connflux.event;
    exports io.connflux.filter;
    exports io.connflux.filter.value;
    exports io.connflux.model;
    exports io.connflux.process;
    exports io.connflux.procfs;
    exports io.connflux.table;
    exports io.connflux.track;
}
