package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.cells;
import static io.connflux.cli.PageParts.column;
import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static io.connflux.cli.PageParts.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page shows of a server that reads what connections carry, and of one that does not. */
class PageTrafficIT {

    private static final String ADDRESS = "127.0.77.9";
    private static final Pattern AMOUNT = Pattern.compile("^[1-9][0-9.]*[kM]?$");
    private static final int PIECE = 4_321;

    @RegisterExtension
    private final TestHost host = new TestHost();

    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    private Future<?> sending;
    private HeldSockets sockets;

    /** All that was sent has arrived then. */
    @AfterEach
    void stopSending() throws Exception {
        sender.shutdown();
        assertThat(sender.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(sending == null || sending.isCancelled())
                .as("it did not fail")
                .isTrue();
    }

    /** A page of two connections of a test's own, each with both ends, and of their listener. */
    private Page open(Served server, String more, int width) throws IOException {
        sockets = host.sockets(ADDRESS);
        sockets.open(2);
        String expression = "#where=port%20" + sockets.port() + "%20exclude%20listening";
        Page page = host.page(server.port(), expression + more, width, 900);
        seen(rows(page), 4);
        return page;
    }

    private Served serve() throws IOException {
        return host.serve("--interval", "200ms", "--traffic", "400ms");
    }

    private void sendAgainAndAgain() {
        sending = sender.scheduleAtFixedRate(
                () -> {
                    try {
                        sockets.send(PIECE);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                0,
                40,
                TimeUnit.MILLISECONDS);
    }

    @Test
    void how_fast_a_connection_carries_something_is_shown_as_long_as_it_does_and_how_much_in_the_detail()
            throws Exception {
        Page page = open(serve(), "", 1440);
        assertThat(cells(page, "sent-rate")).hasText(new String[] {"", "", "", ""});
        sendAgainAndAgain();
        Locator busy = rows(page)
                .filter(new Locator.FilterOptions()
                        .setHasText("→")
                        .setHas(page.locator("[data-column=sent-rate]", new Page.LocatorOptions().setHasText(AMOUNT))));
        seen(busy, 1);
        assertThat(busy.locator("[data-column=received-rate]")).hasText("0");
        assertThat(busy.locator("[data-column=sent]")).isHidden();
        busy.click();
        Locator detail = page.locator("#detail");
        assertThat(detail).containsText(Pattern.compile("Sent[0-9.]+k \\([0-9,]+ bytes\\), [0-9.]+k/s"));
        assertThat(detail).containsText("Received0 bytes, 0/s");
        stopSending();
        assertThat(cells(page, "sent-rate")).hasText(new String[] {"", "", "", ""});
        assertThat(detail).containsText("(" + String.format("%,d", sockets.sent()) + " bytes)Received0 bytesSegments");
        assertThat(rows(page).filter(new Locator.FilterOptions().setHasText("~")))
                .hasCount(0);
    }

    @Test
    void the_busiest_stand_first_where_that_is_asked_for() throws Exception {
        Page page = open(serve(), "", 1440);
        sendAgainAndAgain();
        Locator head = column(page, "Received a second");
        head.click();
        assertThat(head).hasAttribute("aria-sort", "descending");
        assertThat(cells(page, "received-rate").first()).hasText(AMOUNT);
        assertThat(rows(page).first().locator("[data-column=direction]")).hasText("←");
        head.click();
        assertThat(head).hasAttribute("aria-sort", "ascending");
        assertThat(cells(page, "received-rate").last()).hasText(AMOUNT);
    }

    @Test
    void how_much_in_all_has_columns_where_there_is_room() throws Exception {
        Page page = open(serve(), "&sort=-sent", 1700);
        sockets.send(12_345);
        assertThat(cells(page, "sent")).hasText(new String[] {"12k", "0", "0", "0"});
        assertThat(cells(page, "received").filter(new Locator.FilterOptions().setHasText("12k")))
                .hasCount(1);
        assertThat(cells(page, "sent").first()).isVisible();
        assertThat(page.evaluate(
                        "[...document.querySelectorAll('[role=gridcell]')].every(c => c.scrollWidth <= c.clientWidth)"))
                .as("nothing is cut")
                .isEqualTo(true);
    }

    @Test
    void what_had_been_carried_is_told_of_one_that_has_closed() throws Exception {
        Page page = open(serve(), "", 1440);
        sockets.send(12_345);
        sockets.end(1);
        // The kernel may count the peer's end as one byte more.
        assertThat(page.locator("#log .entry[data-kind=closed]:not(.earlier) .what")
                        .first())
                .hasText(Pattern.compile("^tcp6? .*, ↑0 ↓12k$"));
    }

    @Test
    void a_phone_shows_it_on_a_third_line() throws Exception {
        Page page = open(serve(), "", 390);
        sendAgainAndAgain();
        Locator rate = cells(page, "sent-rate").filter(new Locator.FilterOptions().setHasText(AMOUNT));
        seen(rate, 1);
        assertThat(rate).isVisible();
        Locator remote = page.locator("[data-row]", new Page.LocatorOptions().setHas(rate))
                .locator("[data-column=remote]");
        assertThat(rate.boundingBox().y).isGreaterThan(remote.boundingBox().y);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
        assertThat(page.evaluate("[...document.querySelectorAll('[data-row]')].every(r => r.scrollWidth <= 390"
                        + " && r.scrollHeight <= r.clientHeight)"))
                .isEqualTo(true);
    }

    @Test
    void of_a_server_that_does_not_read_it_there_is_nothing_of_it() throws Exception {
        Page page = open(host.sharedServer(), "", 1700);
        assertThat(status(page)).hasText("live");
        sockets.send(12_345);
        rows(page).filter(new Locator.FilterOptions().setHasText("→")).first().click();
        assertThat(page.locator("#detail")).containsText("Directionoutbound");
        assertThat(page.locator("#detail")).not().containsText("Sent");
        for (String name : new String[] {"sent-rate", "received-rate", "sent", "received"}) {
            assertThat(page.locator("[role=columnheader][data-column=" + name + "]"))
                    .isHidden();
            assertThat(cells(page, name).first()).isHidden();
        }
    }
}
