/**
 * Connection events as a Reactor {@code Flux}.
 *
 * <p>Read {@link io.connflux.stream.ConnectionStream} first: it is the library's door, and an {@link
 * io.connflux.stream.EventSource} as another host is. {@link io.connflux.stream.EventSink} is where events go, {@link
 * io.connflux.stream.LiveTable} keeps the connections for who asks. Behind it: {@code poll}, hidden, reads the source, once for all
 * subscribers; {@code follow} brings each of them to the newest table.
 *
 * <h2>What it is used for</h2>
 *
 * <p>All events of this host, a line each. Nothing is read before somebody subscribes; a program that does nothing else waits, with
 * {@code blockLast()} in place of {@code subscribe()}.
 *
 * <pre>{@code
 * ConnectionStream stream = ConnectionStream.over(ProcNet.at(Path.of("/proc")));
 * Disposable tail = stream.events().subscribe(System.out::println);
 * }</pre>
 *
 * <p>Some connections only, by a {@link io.connflux.filter.Filter}:
 *
 * <pre>{@code
 * stream.where(Filter.parse("tcp and state established and dport = :443"))
 *         .events()
 *         .subscribe(System.out::println);
 * }</pre>
 *
 * <p>Whose they are. An owner that is found late is a {@link io.connflux.event.ConnectionEvent.OwnerChanged}:
 *
 * <pre>{@code
 * stream.owners(OwnerSearch.at(Path.of("/proc")))
 *         .opened()
 *         .map(ConnectionEvent.Opened::connection)
 *         .filter(connection -> connection.process() != null)
 *         .subscribe(connection -> System.out.println(connection.process().name() + " " + connection.remote()));
 * }</pre>
 *
 * <p>What there is now, as often as somebody asks: a {@link io.connflux.stream.LiveTable}.
 *
 * <pre>{@code
 * try (LiveTable table = LiveTable.of(stream)) {
 *     table.ready().block();
 *     table.to(Address.parse("10.0.0.0"), 8).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>An alert where something new listens:
 *
 * <pre>{@code
 * stream.opened()
 *         .map(ConnectionEvent.Opened::connection)
 *         .filter(Connection::isListener)
 *         .subscribe(listener -> System.out.println("new listener " + listener.local()));
 * }</pre>
 *
 * <p>NDJSON in a file, which {@link io.connflux.stream.replay.Recording} reads again:
 *
 * <pre>{@code
 * Disposable recorder = FileSink.to(Path.of("connections.ndjson"))
 *         .write(stream.existing(true).batches())
 *         .subscribe();
 * }</pre>
 *
 * <p>The stream for others, as a WebSocket and as a page, at {@code 127.0.0.1:7411} where nothing else is said; and that of another
 * host, which stays subscribed through broken connections. Both need {@code io.projectreactor.netty:reactor-netty-http}.
 *
 * <pre>{@code
 * RunningServer server = WebSocketServer.over(stream).start().block();
 * }</pre>
 *
 * <pre>{@code
 * WebSocketSource.at(URI.create("ws://127.0.0.1:7411"))
 *         .existing(true)
 *         .events()
 *         .subscribe(System.out::println);
 * }</pre>
 *
 * <p>A recording, ten times as fast as it was, which is an {@code EventSource} too and ends:
 *
 * <pre>{@code
 * Recording.of(List.of(Path.of("connections.ndjson")))
 *         .speed(10)
 *         .events()
 *         .subscribe(System.out::println);
 * }</pre>
 *
 * <p>A host for tests, which has what the test says, at the time that the test sets; it needs {@code reactor-test}:
 *
 * <pre>{@code
 * VirtualTimeScheduler time = VirtualTimeScheduler.create();
 * ScriptedHost host = ScriptedHost.on(time);
 * host.stream().opened().subscribe(System.out::println);
 * time.advanceTime();
 * host.opened("10.0.0.1:52000", "10.0.0.2:443");
 * time.advanceTimeBy(Duration.ofSeconds(1));
 * }</pre>
 *
 * <p>What opens and closes between two polls, too, where the kernel's trace may be read, which root may:
 *
 * <pre>{@code
 * stream.observing(Tracefs.at(Tracefs.ROOT)).events().subscribe(System.out::println);
 * }</pre>
 *
 * <p>Before 1.0 a minor version may change any of it, and says so in the changelog; a package whose documentation says what may
 * still change will be among the first.
 */
@NullMarked
package io.connflux.stream;

import org.jspecify.annotations.NullMarked;
