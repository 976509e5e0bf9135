/**
 * What changes in a Linux host's connections: {@code procfs} reads, {@code track} compares, {@code filter} chooses, {@code model} is
 * the language of all.
 *
 * <p>Before 1.0 a minor version may change any of it, and says so in the changelog; a package whose documentation says what may
 * still change will be among the first.
 */
// Those named stand above, and are not there yet when this is compiled.
@SuppressWarnings("module")
module io.connflux.core {
    requires static org.jspecify;

    exports io.connflux.event;
    exports io.connflux.filter;
    exports io.connflux.filter.text to
            io.connflux.cli;
    exports io.connflux.filter.value;
    exports io.connflux.model;
    exports io.connflux.observation;
    exports io.connflux.proc to
            io.connflux.stream;
    exports io.connflux.process;
    exports io.connflux.procfs;
    exports io.connflux.procfs.counters to
            io.connflux.stream;
    exports io.connflux.table;
    exports io.connflux.track;
}
