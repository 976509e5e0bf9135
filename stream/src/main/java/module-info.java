/** Connection events as a Reactor Flux, and their encodings and sinks. */
module io.connflux.stream {
    requires static org.jspecify;
    requires transitive io.connflux.core;
    requires transitive reactor.core;
    requires transitive org.reactivestreams;
    requires tools.jackson.databind;

    exports io.connflux.stream;
    exports io.connflux.stream.json;
    exports io.connflux.stream.sink;
}
