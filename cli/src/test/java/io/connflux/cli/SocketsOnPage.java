package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;

/** A server, sockets that a test opens and ends, and pages that show them: of a server that all share nothing else is seen. */
final class SocketsOnPage {

    static final String ADDRESS = "127.0.77.5";

    private final TestHost host;
    private final Served server;
    private final HeldSockets sockets;

    /** @param server one that polls often */
    SocketsOnPage(TestHost host, Served server) throws IOException {
        this.host = host;
        this.server = server;
        sockets = host.sockets(ADDRESS);
    }

    Served server() {
        return server;
    }

    HeldSockets sockets() {
        return sockets;
    }

    /** A filter that only these sockets pass. */
    String filter() {
        return "#filter=:" + sockets.port();
    }

    /**
     * An expression that only these sockets pass, by which the server chooses: of all that happens on a busy host the log keeps an
     * entry for a second or two, whatever is shown of it.
     */
    String where() {
        return "#where=port%20" + sockets.port();
    }

    /** A page of them alone. */
    Page open() {
        return open(filter());
    }

    Page open(String fragment) {
        Page page = host.page(server.port(), fragment, 1440, 900);
        assertThat(PageParts.status(page)).hasText("live");
        return page;
    }
}
