package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.cells;
import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Addresses on the page, and rows of which there may be many and little to learn from. */
class PageAddressesIT {

    /** Where a test leaves a TIME_WAIT behind, which others would see for a minute. */
    private static final String LEFT = "127.0.77.9";

    @RegisterExtension
    private final TestHost host = new TestHost();

    private SocketsOnPage shown;

    @BeforeEach
    void start() throws Exception {
        shown = new SocketsOnPage(host, host.sharedServer());
    }

    @Test
    void addresses_are_written_as_people_write_them_and_found_as_the_kernel_does() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "no IPv6 here");
        try (ServerSocketChannel four = ServerSocketChannel.open(StandardProtocolFamily.INET);
                ServerSocketChannel six = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            four.bind(new InetSocketAddress("0.0.0.0", 0));
            six.bind(new InetSocketAddress("::", 0));
            Page page = shown.open("#filter=:" + four.socket().getLocalPort());
            assertThat(cells(page, "local")).hasText("*");
            assertThat(cells(page, "remote")).hasText("*");
            assertThat(cells(page, "remote-port")).hasText("*");
            page.getByLabel("Filter", exactly()).fill(":" + six.socket().getLocalPort());
            assertThat(cells(page, "local")).hasText("[::]");
            shown.sockets().open(1);
            // Java's sockets are of IPv6, which may speak IPv4 too.
            String mapped = "tcp6 ::ffff:" + SocketsOnPage.ADDRESS + " listen :";
            page.getByLabel("Filter", exactly()).fill(mapped + shown.sockets().port());
            assertThat(cells(page, "local")).hasText(SocketsOnPage.ADDRESS);
        }
    }

    @Test
    void the_peer_of_a_row_is_copied_by_a_key_and_any_end_by_a_click() throws Exception {
        shown.sockets().open(1);
        Page page = shown.open(shown.filter() + " outbound");
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        String peer = SocketsOnPage.ADDRESS + ":" + shown.sockets().port();
        rows(page).click();
        page.keyboard().press("y");
        assertThat(page.locator("#status-detail")).hasText("copied " + peer);
        assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(peer);
        Locator local = page.locator("#detail .copy").first();
        local.click();
        assertThat(page.locator("#said")).hasText("copied " + local.textContent());
        assertThat(page.evaluate("navigator.clipboard.readText()"))
                .isEqualTo(local.textContent())
                .isNotEqualTo(peer);
    }

    @Test
    void the_connections_of_the_page_itself_can_be_hidden_and_are_counted() throws Exception {
        Page page = shown.open("#where=port%20" + shown.server().port());
        Locator own = page.locator("[data-chip='without own']");
        assertThat(rows(page).nth(2)).isVisible();
        own.click();
        assertThat(rows(page)).hasCount(1);
        assertThat(cells(page, "state")).hasText("LISTEN");
        assertThat(own.locator("b")).hasText(Pattern.compile("[1-9]\\d*"));
        assertThat(page.locator("#total")).containsText("of");
        assertThat(page.locator("#log-note")).containsText("hidden");
        own.click();
        assertThat(rows(page).nth(2)).isVisible();
    }

    @Test
    void what_waits_for_its_port_alone_can_be_hidden_by_a_link_too() throws Exception {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName(LEFT))) {
            port = listener.getLocalPort();
            try (Socket client = new Socket(listener.getInetAddress(), port);
                    Socket accepted = listener.accept()) {
                client.shutdownOutput();
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
        Page page = shown.open("#filter=:" + port + "&without=TIME_WAIT");
        Locator waiting = page.locator("[data-chip='without TIME_WAIT']");
        assertThat(waiting).hasAttribute("aria-pressed", "true");
        assertThat(waiting.locator("b")).hasText("1");
        seen(rows(page), 0);
        waiting.click();
        assertThat(cells(page, "state")).hasText("TIME_WAIT");
        assertThat(page).hasURL(Pattern.compile("#filter=:\\d+$"));
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }
}
