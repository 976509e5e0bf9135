package io.connflux.stream.websocket;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.stream.Line;
import io.connflux.stream.Resumption;
import io.connflux.stream.decode.EventDecoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket client, which reads only what it is asked to; believes what it is told. */
final class Client implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final EventDecoder decoder = new EventDecoder();
    private final List<Line> lines = new ArrayList<>();
    private final List<String> frames = new ArrayList<>();
    private final Set<Integer> ports = new TreeSet<>();
    private final StringBuilder partial = new StringBuilder();
    private final List<String> mistakes = new ArrayList<>();
    private final boolean reads;
    private int closeCode;
    private @Nullable Throwable broken;
    private WebSocket socket;

    private Client(boolean reads) {
        this.reads = reads;
    }

    static Client connect(RunningServer server, String query) throws Exception {
        return connect(server, query, true);
    }

    /** @param reads whether it reads from the start, or when {@link #read} is called */
    static Client connect(RunningServer server, String query, boolean reads, String... protocols) throws Exception {
        Client client = new Client(reads);
        var builder = HTTP.newWebSocketBuilder();
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0], java.util.Arrays.copyOfRange(protocols, 1, protocols.length));
        }
        URI uri = URI.create("ws://127.0.0.1:" + server.address().getPort() + "/events" + query);
        client.socket = builder.buildAsync(uri, client).get(1, TimeUnit.MINUTES);
        return client;
    }

    void read() {
        socket.request(Long.MAX_VALUE);
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** Ends without a word, as a process that is killed. */
    void kill() {
        socket.abort();
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        if (reads) {
            webSocket.request(Long.MAX_VALUE);
        }
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String frame = partial.toString();
            partial.setLength(0);
            frames.add(frame);
            take(decoder.decode(frame));
        }
        return null;
    }

    @Override
    public synchronized void onError(WebSocket webSocket, Throwable error) {
        broken = error;
    }

    @Override
    public synchronized CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closeCode = statusCode;
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        throw new AssertionError("a binary frame");
    }

    private void take(Line line) {
        ConnectionEvent event = line.event();
        if (!lines.isEmpty() && line.seq() != seq() + 1) {
            mistakes.add("seq " + line.seq() + " after " + seq());
        }
        lines.add(line);
        if (event instanceof ConnectionEvent.Closed closed) {
            if (!ports.remove(port(closed.connection()))) {
                mistakes.add("closed what it did not know: " + event);
            }
        } else if (event instanceof ConnectionEvent.Change change
                && !(event instanceof ConnectionEvent.Update)
                && !ports.add(port(change.connection()))) {
            mistakes.add("opened twice: " + event);
        }
    }

    private static int port(Connection connection) {
        return (int) (connection.inode() - 1_000_000);
    }

    /** The first event's number. */
    synchronized long firstSeq() {
        return lines.get(0).seq();
    }

    synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    synchronized List<ConnectionEvent> events() {
        return lines.stream().map(Line::event).toList();
    }

    synchronized List<String> names() {
        return events().stream().map(ConnectionEvent::name).toList();
    }

    /** The connections of the events of a name. */
    synchronized List<Connection> changes(String name) {
        return events().stream()
                .filter(event -> event.name().equals(name))
                .map(event -> ((ConnectionEvent.Change) event).connection())
                .toList();
    }

    synchronized List<String> frames() {
        return List.copyOf(frames);
    }

    synchronized Set<Integer> ports() {
        return new TreeSet<>(ports);
    }

    /** Believes from the start what an earlier connection of the same stream was told. */
    synchronized Client believing(Set<Integer> known) {
        ports.addAll(known);
        return this;
    }

    synchronized List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    synchronized int closeCode() {
        return closeCode;
    }

    /** The last event's number. */
    synchronized long seq() {
        return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).seq();
    }

    /** What the newest baseline said of resuming. */
    synchronized Resumption resumption() {
        Resumption found = null;
        for (Line line : lines) {
            found = line.event() instanceof ConnectionEvent.Baseline ? line.resumption() : found;
        }
        return found;
    }

    /** Where it stands, for who waits in vain for more. */
    @Override
    public synchronized String toString() {
        return "a client at line " + seq() + " with " + ports.size() + " ports, close code " + closeCode + ", mistakes "
                + mistakes + ", broken " + broken + ", " + socket;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
