package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static io.connflux.cli.PageParts.status;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page says and shows when its server, or the way to it, was away. */
class PageReconnectIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    private SocketsOnPage shown;

    @BeforeEach
    void start() throws Exception {
        shown = new SocketsOnPage(host, host.serve("--interval", "200ms"));
    }

    @Test
    void a_server_that_was_started_again_is_found_and_its_table_begins_anew() throws Exception {
        shown.sockets().open(2);
        Page page = shown.open(shown.where());
        seen(rows(page), 5);
        shown.server().stop();
        assertThat(status(page)).hasText("reconnecting");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Not connected");
        // What changes every second would be read aloud every second.
        assertThat(page.getByRole(AriaRole.ALERT)).not().containsText("next try");
        assertThat(page.locator("#banner")).containsText("next try");
        seen(rows(page), 5);

        shown.sockets().reset(1);
        shown.server().start();
        // First, as it is gone some seconds later.
        assertThat(page.locator("#status-detail")).containsText("begun anew");
        assertThat(status(page)).hasText("live");
        assertThat(page.getByRole(AriaRole.ALERT)).isHidden();
        seen(rows(page), 3);
        assertThat(page.locator("#log .entry").filter(hasText("Reconnected, begun anew")))
                .isVisible();
    }

    @Test
    void a_connection_that_was_cut_is_resumed_with_what_changed_meanwhile() throws Exception {
        shown.sockets().open(2);
        try (CutCable cable = new CutCable(shown.server().port())) {
            Page page = host.page(cable.port(), shown.where(), 1440, 900);
            seen(rows(page), 5);
            cable.cut();
            shown.sockets().reset(1);
            shown.sockets().open(3);
            assertThat(page.locator("#status-detail")).containsText("resumed");
            assertThat(page.locator("#log .entry").filter(hasText("Reconnected, resumed")))
                    .isVisible();
            seen(rows(page), 9);
            assertThat(page.locator("#log .entry").filter(hasText("not known before")))
                    .hasCount(0);
        }
    }

    private static Locator.FilterOptions hasText(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}
