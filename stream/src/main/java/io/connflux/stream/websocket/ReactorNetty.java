package io.connflux.stream.websocket;

import java.util.List;

/** Reactor Netty, which is an optional dependency: without it the JVM would miss a class whose name says nothing to anybody. */
final class ReactorNetty {

    /** Of the artifact that an application adds. */
    private static final String SERVER = "reactor.netty.http.server.HttpServer";

    /** Of what that needs: modules with a descriptor, which an automatic module does not have resolved. */
    private static final List<String> NETTY = List.of(
            "io.netty.handler.codec.http.HttpHeaders",
            "io.netty.handler.codec.http2.Http2Connection",
            "io.netty.resolver.dns.DnsAddressResolverGroup");

    private ReactorNetty() {}

    /**
     * Before any other class is touched that needs it.
     *
     * @throws IllegalStateException which says what has to be added, where it is not there
     */
    static void require() {
        if (isAbsent(SERVER)) {
            throw new IllegalStateException("the WebSocket needs Reactor Netty, which is not there: add the dependency"
                    + " io.projectreactor.netty:reactor-netty-http");
        }
        if (NETTY.stream().anyMatch(ReactorNetty::isAbsent)) {
            throw new IllegalStateException("the WebSocket needs Netty, which is not there, or not all of it: "
                    + (ReactorNetty.class.getModule().isNamed()
                            ? "start Java with --add-modules ALL-MODULE-PATH"
                            : "add all that io.projectreactor.netty:reactor-netty-http depends on"));
        }
    }

    private static boolean isAbsent(String type) {
        try {
            Class.forName(type, false, ReactorNetty.class.getClassLoader());
            return false;
        } catch (ClassNotFoundException | LinkageError e) {
            return true;
        }
    }
}
