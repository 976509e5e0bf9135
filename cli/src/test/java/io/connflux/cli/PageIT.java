package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.cells;
import static io.connflux.cli.PageParts.column;
import static io.connflux.cli.PageParts.hasBeenSeen;
import static io.connflux.cli.PageParts.lookOutFor;
import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page in a browser, before the packaged server and real sockets: its table. */
class PageIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    private SocketsOnPage shown;

    @BeforeEach
    void start() throws Exception {
        shown = new SocketsOnPage(host, host.sharedServer());
    }

    @Test
    void rows_appear_and_vanish_as_sockets_open_and_close() throws Exception {
        Page page = shown.open(shown.where());
        seen(rows(page), 1);
        assertThat(rows(page)).containsText(new String[] {"LISTEN"});

        shown.sockets().open(3);
        seen(rows(page), 7);
        seen(page.locator("[data-row][data-mark=opened][data-state=ESTABLISHED]"), 6);
        assertThat(page.locator("#log .entry[data-kind=opened]").first()).containsText("ESTABLISHED");

        shown.sockets().endHalf();
        seen(page.locator("[data-row][data-mark=changed]"), 2);
        seen(page.locator("[data-row][data-state=CLOSE_WAIT]"), 1);

        lookOutFor(page, "[data-row][data-mark=closed]");
        shown.sockets().reset(2);
        hasBeenSeen(page);
        seen(rows(page), 3);
        assertThat(page.locator("#shown")).hasText("3");
    }

    @Test
    void listeners_that_share_a_port_are_rows_of_their_own() throws Exception {
        InetAddress address = InetAddress.getByName(SocketsOnPage.ADDRESS);
        try (ServerSocketChannel stays = sharing(new InetSocketAddress(address, 0))) {
            Page page = shown.open("#filter=:" + stays.socket().getLocalPort());
            seen(rows(page), 1);
            String row = rows(page).getAttribute("data-row");
            try (ServerSocketChannel goes = sharing(stays.getLocalAddress())) {
                assertThat(goes.isOpen()).isTrue();
                seen(rows(page), 2);
                assertThat(rows(page).last()).not().hasAttribute("data-row", row);
            }
            seen(rows(page), 1);
            assertThat(rows(page)).hasAttribute("data-row", row);
        }
    }

    @Test
    void what_opened_under_the_servers_eyes_keeps_its_age_when_the_page_is_loaded_again() throws Exception {
        shown.sockets().open(1);
        Page page = shown.open();
        seen(rows(page), 3);
        page.reload();
        seen(rows(page), 3);
        // The others are older than they are known for: > 5m.
        assertThat(cells(page, "age").filter(new Locator.FilterOptions().setHasText(">")))
                .hasCount(0);
    }

    @Test
    void any_column_sorts_and_a_row_that_comes_takes_its_place() throws Exception {
        shown.sockets().open(3);
        Page page = shown.open();
        seen(rows(page), 7);
        Locator head = column(page, "Local port");
        head.getByRole(AriaRole.BUTTON).click();
        assertThat(head).hasAttribute("aria-sort", "ascending");
        shown.sockets().open(3);
        seen(rows(page), 13);
        assertThat(ports(page)).isSorted().hasSize(13);
        head.getByRole(AriaRole.BUTTON).click();
        assertThat(head).hasAttribute("aria-sort", "descending");
        shown.sockets().reset(2);
        seen(rows(page), 9);
        assertThat(ports(page)).isSortedAccordingTo(Comparator.reverseOrder()).hasSize(9);
    }

    @Test
    void of_a_thousand_rows_only_those_in_sight_have_elements() throws Exception {
        shown.sockets().open(500);
        Page page = shown.open();
        assertThat(page.locator("#shown")).hasText("1,001");
        assertThat(page.getByRole(AriaRole.GRID)).hasAttribute("aria-rowcount", "1002");
        assertThat(rows(page).count()).isLessThan(60);
        page.getByRole(AriaRole.GRID).focus();
        page.keyboard().press("End");
        assertThat(page.locator("[data-row][aria-selected=true]")).hasAttribute("aria-rowindex", "1002");
        assertThat(page.locator("[data-row][aria-selected=true]")).isInViewport();
        assertThat(rows(page).count()).isLessThan(60);
    }

    @Test
    void the_strip_of_rates_has_what_was_opened_and_what_was_closed() throws Exception {
        Page page = shown.open();
        seen(rows(page), 1);
        shown.sockets().open(3);
        seen(rows(page), 7);
        shown.sockets().reset(3);
        seen(rows(page), 1);
        for (String kind : List.of("opened", "closed")) {
            assertThat(page.locator("#rates path." + kind)).hasAttribute("d", Pattern.compile("M.+z"));
        }
    }

    private static ServerSocketChannel sharing(SocketAddress address) throws IOException {
        return ServerSocketChannel.open()
                .setOption(StandardSocketOptions.SO_REUSEPORT, true)
                .bind(address);
    }

    private static List<Integer> ports(Page page) {
        return cells(page, "local-port").allTextContents().stream()
                .map(Integer::valueOf)
                .toList();
    }
}
