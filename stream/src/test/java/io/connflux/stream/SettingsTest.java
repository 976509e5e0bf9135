package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.connflux.model.Protocol;
import io.connflux.process.OwnerSearch;
import io.connflux.procfs.ProcNet;
import io.connflux.stream.websocket.Reconnection;
import io.connflux.stream.websocket.UnknownEvent;
import io.connflux.stream.websocket.WebSocketPush;
import io.connflux.stream.websocket.WebSocketServer;
import io.connflux.stream.websocket.WebSocketSource;
import io.connflux.table.NamespaceSelection;
import io.connflux.table.SnapshotSource;
import java.net.URI;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A setting that cannot be meant is refused where it is given, and named. */
@NullUnmarked
class SettingsTest {

    private static final URI SERVER = URI.create("ws://127.0.0.1:7411/events");
    private static final ProcNet PROC_NET = ProcNet.at(Path.of("/proc"));
    private static final ConnectionStream STREAM = ConnectionStream.over(PROC_NET);
    private static final WebSocketSource SOURCE = WebSocketSource.at(SERVER);
    private static final WebSocketPush PUSH = WebSocketPush.to(SERVER);
    private static final WebSocketServer SINK = WebSocketServer.over(STREAM);

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void is_refused(String message, ThrowingCallable setting) {
        assertThatThrownBy(setting).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    static Stream<Arguments> is_refused() {
        Duration tooLong = Duration.ofSeconds(Long.MAX_VALUE);
        return Stream.of(
                wrong("interval must be positive and at most 36500 days, not PT0S", () -> STREAM.every(Duration.ZERO)),
                wrong("interval must be positive", () -> STREAM.every(Duration.ofSeconds(-1))),
                wrong("interval must be positive and at most 36500 days", () -> STREAM.every(tooLong)),
                wrong(
                        "stats must be positive and at most 36500 days, not PT-1S",
                        () -> STREAM.stats(Duration.ofSeconds(-1))),
                wrong("stats must be positive", () -> STREAM.stats(Duration.ZERO)),
                wrong("stats must be positive and at most 36500 days", () -> STREAM.stats(tooLong)),
                wrong("traffic must be positive", () -> STREAM.traffic(Duration.ZERO)),
                wrong("at least one of tcp, tcp6, udp, udp6 must be read", () -> PROC_NET.only(Set.of())),
                wrong(
                        "the pid of a namespace's process must be 1 or more, not 0",
                        () -> new NamespaceSelection.OfProcess(0)),
                wrong(
                        "has port 99999, which is not in 1 to 65535",
                        () -> WebSocketSource.at(URI.create("ws://db1:99999"))),
                wrong("has port 0, which is not in 1 to 65535", () -> WebSocketPush.to(URI.create("ws://db1:0/"))),
                wrong(
                        "is no URL such as ws://127.0.0.1:7411/events",
                        () -> WebSocketSource.at(URI.create("http://db1/"))),
                wrong("at least one of tcp, tcp6, udp, udp6 must be asked for", () -> SOURCE.only(Set.of())),
                wrong(
                        "stats must be 1 ms at least and at most 11 days, not PT-1S",
                        () -> SOURCE.stats(Duration.ofSeconds(-1))),
                wrong("stats must be 1 ms at least", () -> SOURCE.stats(Duration.ofNanos(1))),
                wrong("stats must be 1 ms at least and at most 11 days", () -> SOURCE.stats(tooLong)),
                wrong("the token is empty", () -> SOURCE.token("")),
                wrong("the token may have visible ASCII characters alone", () -> PUSH.token("a\r\nHost: b")),
                wrong("the host is empty", () -> SINK.listen(" ", 7411)),
                wrong("port -1 is not between 0 and 65535", () -> SINK.listen("127.0.0.1", -1)),
                wrong("port 65536 is not between 0 and 65535", () -> SINK.listen("127.0.0.1", 65_536)),
                wrong("the token is empty", () -> SINK.token(" ")),
                wrong("'*' is no origin such as", () -> SINK.allowOrigin("*")),
                wrong("'db1:80' is no name of a host such as", () -> SINK.allowHost("db1:80")),
                wrong("-1 is not between 0 and 1000000", () -> SINK.maxSubscribers(-1)),
                wrong("1000001 is not between 0 and 1000000", () -> SINK.maxSubscribers(1_000_001)),
                wrong("resumable must not be negative, as PT-1S is", () -> SINK.resumable(Duration.ofSeconds(-1))),
                wrong("pingEvery must be positive, not PT0S", () -> SINK.pingEvery(Duration.ZERO)),
                wrong("pingEvery must be positive, not PT-1S", () -> SINK.pingEvery(Duration.ofSeconds(-1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void is_named_where_it_is_null(String name, ThrowingCallable setting) {
        assertThatThrownBy(setting).isInstanceOf(NullPointerException.class).hasMessage(name);
    }

    static Stream<Arguments> is_named_where_it_is_null() {
        Scheduler scheduler = Schedulers.immediate();
        return Stream.of(
                wrong("source", () -> ConnectionStream.over((SnapshotSource) null)),
                wrong("interval", () -> STREAM.every((Duration) null)),
                wrong("stats", () -> STREAM.stats((Duration) null)),
                wrong("clock", () -> STREAM.clock((InstantSource) null)),
                wrong("timer", () -> STREAM.pollOn((Scheduler) null, scheduler)),
                wrong("reader", () -> STREAM.pollOn(scheduler, (Scheduler) null)),
                wrong("owners", () -> STREAM.owners((OwnerSearch) null)),
                wrong("deliverOn", () -> STREAM.deliverOn((Scheduler) null)),
                wrong("root", () -> ProcNet.at((Path) null)),
                wrong("protocols", () -> PROC_NET.only((Set<Protocol>) null)),
                wrong("byteOrder", () -> PROC_NET.byteOrder((ByteOrder) null)),
                wrong("clock", () -> PROC_NET.clock((InstantSource) null)),
                wrong("namespaces", () -> PROC_NET.namespaces((NamespaceSelection) null)),
                wrong("file", () -> new NamespaceSelection.BoundTo((Path) null)),
                wrong("proc", () -> OwnerSearch.at((Path) null)),
                wrong("uri", () -> WebSocketSource.at((URI) null)),
                wrong("token", () -> SOURCE.token((String) null)),
                wrong("trust", () -> SOURCE.trust((Path) null)),
                wrong("protocols", () -> SOURCE.only((Set<Protocol>) null)),
                wrong("stats", () -> SOURCE.stats((Duration) null)),
                wrong("onReconnect", () -> SOURCE.onReconnect((Consumer<Reconnection>) null)),
                wrong("onUnknown", () -> SOURCE.onUnknown((Consumer<UnknownEvent>) null)),
                wrong("uri", () -> WebSocketPush.to((URI) null)),
                wrong("token", () -> PUSH.token((String) null)),
                wrong("trust", () -> PUSH.trust((Path) null)),
                wrong("onReconnect", () -> PUSH.onReconnect((Consumer<Reconnection>) null)),
                wrong("onUndelivered", () -> PUSH.onUndelivered(null)),
                wrong("batches", () -> PUSH.write(null)),
                wrong("until", () -> PUSH.until((Mono<Void>) null)),
                wrong("stream", () -> WebSocketServer.over((ConnectionStream) null)),
                wrong("host", () -> SINK.listen((String) null, 7411)),
                wrong("token", () -> SINK.token((String) null)),
                wrong("origin", () -> SINK.allowOrigin((String) null)),
                wrong("name", () -> SINK.allowHost((String) null)),
                wrong("certificate", () -> SINK.tls((Path) null, Path.of("key.pem"))),
                wrong("key", () -> SINK.tls(Path.of("cert.pem"), (Path) null)),
                wrong("resumable", () -> SINK.resumable((Duration) null)),
                wrong("pingEvery", () -> SINK.pingEvery((Duration) null)));
    }

    @Test
    void leaves_the_server_as_it_was_that_it_was_made_from() {
        WebSocketServer elsewhere = SINK.listen("192.0.2.1", 7411);
        assertThat(elsewhere.token("s3cret")).isNotSameAs(elsewhere);
        assertThatThrownBy(() -> elsewhere.start().block(Duration.ofMinutes(1)))
                .hasMessageContaining("a token is needed");
    }

    private static Arguments wrong(String message, ThrowingCallable setting) {
        return arguments(message, setting);
    }
}
