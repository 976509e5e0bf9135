/** Connection events as a Reactor Flux, and their encodings and sinks. */
module io.connflux.stream {
    requires static org.jspecify;
    requires transitive io.connflux.core;
    requires transitive reactor.core;
    requires transitive org.reactivestreams;
    requires tools.jackson.databind;
    requires static com.sun.jna;
    requires static io.netty.buffer;
    requires static io.netty.codec.http;
    requires static io.netty.common;
    requires static io.netty.handler;
    requires static io.netty.resolver;
    requires static io.netty.transport;
    requires static micrometer.core;
    requires static micrometer.registry.prometheus;
    requires static reactor.netty.core;
    requires static reactor.netty.http;
    requires static spring.boot;
    requires static spring.boot.autoconfigure;
    requires static spring.boot.health;
    requires static spring.context;

    exports io.connflux.stream;
    exports io.connflux.stream.boot;
    exports io.connflux.stream.decode;
    exports io.connflux.stream.encode;
    exports io.connflux.stream.follow;
    exports io.connflux.stream.metrics;
    exports io.connflux.stream.netlink;
    exports io.connflux.stream.replay;
    exports io.connflux.stream.scripted;
    exports io.connflux.stream.sink;
    exports io.connflux.stream.snapshot;
    exports io.connflux.stream.state;
    exports io.connflux.stream.tracefs;
    exports io.connflux.stream.websocket;

    opens io.connflux.stream.boot;
}
