package io.connflux.cli;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import java.util.function.Consumer;

/** A page of a server whose stream a test tells, line by line: all connections have the same ends. */
final class ToldPage {

    private static final String HEAD = "{\"event\":\"%s\",\"seq\":%d,\"time\":\"2026-11-24T10:00:00.000Z\",";
    private static final String CONNECTION = HEAD
            + "\"id\":\"%s\",\"protocol\":\"tcp\",\"local\":{\"address\":\"10.0.0.1\",\"port\":\"80\"},"
            + "\"remote\":{\"address\":\"10.0.0.2\",\"port\":\"40000\"},\"state\":\"%s\"%s}";
    private static final String BASELINE = HEAD + "\"connections\":{\"tcp\":%d}}";

    private static final String STATS = HEAD + "\"counters\":{\"coalesced\":%d}}";

    private final Page page;
    private Consumer<ToldPage> beginning;
    private WebSocketRoute stream;
    private int seq;

    /** @param beginning tells what a stream begins with */
    ToldPage(TestHost host, Consumer<ToldPage> beginning) {
        this.beginning = beginning;
        page = host.page(host.sharedServer().port(), "", 1440, 900);
        page.routeWebSocket(url -> url.contains("/events?"), this::begin);
        page.reload();
    }

    Page page() {
        return page;
    }

    private void begin(WebSocketRoute begun) {
        stream = begun;
        seq = 0;
        beginning.accept(this);
    }

    /** Ends the stream. The next one, which the page asks for, begins otherwise. */
    void beginAnew(Consumer<ToldPage> otherwise) {
        beginning = otherwise;
        stream.close();
    }

    void tell(String event, String id, String state) {
        tell(event, id, state, "");
    }

    /** @param more what else is known, a comma first */
    void tell(String event, String id, String state, String more) {
        stream.send(CONNECTION.formatted(event, ++seq, id, state, more));
    }

    /** Statistics, with so many differences merged until now. */
    void coalesced(int differences) {
        stream.send(STATS.formatted("stats", ++seq, differences));
    }

    void baseline(int connections) {
        stream.send(BASELINE.formatted("baseline", ++seq, connections));
    }
}
