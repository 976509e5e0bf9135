package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, before the packaged server and real sockets. */
@Timeout(120)
class PageIT {

    private static final String ADDRESS = "127.0.77.5";

    private static Browser browser;

    @TempDir
    private Path dir;

    private Served server;
    private HeldSockets sockets;

    @BeforeAll
    static void launch() {
        browser = Browser.launch();
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = Served.start(dir, "--interval", "200ms");
        sockets = new HeldSockets(ADDRESS);
    }

    @AfterEach
    void stop() throws Exception {
        // A page that stays open asks for a server on that port again, whichever test's that is.
        List<String> complaints = browser.closePages();
        sockets.close();
        server.close();
        assertThat(complaints).isEmpty();
    }

    @Test
    void rows_appear_and_vanish_as_sockets_open_and_close() throws Exception {
        Page page = open();
        seen(rows(page), 1);
        assertThat(rows(page)).containsText(new String[] {"LISTEN"});

        sockets.open(3);
        seen(rows(page), 7);
        seen(page.locator("[data-row][data-mark=opened][data-state=ESTABLISHED]"), 6);
        assertThat(page.locator("#log .entry[data-kind=opened]").first()).containsText("ESTABLISHED");

        sockets.endHalf();
        seen(page.locator("[data-row][data-mark=changed]"), 2);
        seen(page.locator("[data-row][data-state=CLOSE_WAIT]"), 1);

        sockets.reset(2);
        assertThat(page.locator("[data-row][data-mark=closed]").first()).isVisible();
        seen(rows(page), 3);
        assertThat(page.locator("#shown")).hasText("3");
    }

    @Test
    void the_filter_keeps_the_rows_that_have_every_word_and_none_that_is_excluded() throws Exception {
        sockets.open(2);
        Page page = open("");
        Locator filter = page.getByRole(AriaRole.SEARCHBOX);
        page.keyboard().press("/");
        assertThat(filter).isFocused();
        filter.fill(ADDRESS + " :" + sockets.port());
        seen(rows(page), 5);
        filter.fill(ADDRESS + " :" + sockets.port() + " -listen");
        seen(rows(page), 4);
        filter.fill("no such thing");
        assertThat(page.locator(".empty")).containsText("Nothing passes the filter.");
        page.keyboard().press("Escape");
        assertThat(filter).hasValue("");
        assertThat(page.locator("#total")).hasText(" connections");
        filter.fill("no such thing");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Clear"))
                .click();
        assertThat(filter).hasValue("");
    }

    @Test
    void pause_keeps_the_picture_and_counts_what_waits_until_it_is_resumed() throws Exception {
        Page page = open();
        seen(rows(page), 1);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause"))
                .click();
        assertThat(status(page)).hasText("paused");
        sockets.open(2);
        assertThat(page.locator("#status-detail")).hasText(Pattern.compile("([4-9]|[1-9]\\d+) changes wait"));
        seen(rows(page), 1);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Resume"))
                .click();
        assertThat(status(page)).hasText("live");
        seen(rows(page), 5);
    }

    @Test
    void chips_count_states_and_protocols_and_choose_among_them() throws Exception {
        sockets.open(2);
        sockets.endHalf();
        Page page = open();
        seen(rows(page), 5);
        assertThat(chip(page, "CLOSE_WAIT").locator("b")).hasText("1");
        chip(page, "CLOSE_WAIT").click();
        seen(rows(page), 1);
        chip(page, "LISTEN").click();
        seen(rows(page), 2);
        chip(page, "CLOSE_WAIT").click();
        chip(page, "LISTEN").click();
        // A v4 socket of a program that has IPv6 stands in tcp6, as Java's do.
        String others = rows(page).first().getAttribute("data-protocol").equals("tcp") ? "tcp6" : "tcp";
        if (chip(page, others).isVisible()) {
            chip(page, others).click();
            seen(rows(page), 0);
        }
    }

    @Test
    void a_server_that_was_started_again_is_found_and_its_table_begins_anew() throws Exception {
        sockets.open(2);
        Page page = open();
        seen(rows(page), 5);
        server.stop();
        assertThat(status(page)).hasText("reconnecting");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Not connected");
        // What changes every second would be read aloud every second.
        assertThat(page.getByRole(AriaRole.ALERT)).not().containsText("next try");
        assertThat(page.locator("#banner")).containsText("next try");
        seen(rows(page), 5);

        sockets.reset(1);
        server.start();
        assertThat(status(page)).hasText("live", new LocatorAssertions.HasTextOptions().setTimeout(30_000));
        assertThat(page.getByRole(AriaRole.ALERT)).isHidden();
        seen(rows(page), 3);
        assertThat(page.locator("#status-detail")).containsText("begun anew");
        assertThat(page.locator("#log .entry").filter(hasText("Reconnected, begun anew")))
                .isVisible();
    }

    @Test
    void a_connection_that_was_cut_is_resumed_with_what_changed_meanwhile() throws Exception {
        sockets.open(2);
        try (CutCable cable = new CutCable(server.port())) {
            Page page = browser.open(url(cable.port(), "#filter=:" + sockets.port()), 1440, 900);
            seen(rows(page), 5);
            cable.cut();
            sockets.reset(1);
            sockets.open(3);
            assertThat(page.locator("#log .entry").filter(hasText("Reconnected, resumed")))
                    .isVisible();
            assertThat(page.locator("#status-detail")).containsText("resumed");
            seen(rows(page), 9);
            assertThat(page.locator("#log .entry").filter(hasText("Not known before")))
                    .hasCount(0);
        }
    }

    @Test
    void any_column_sorts_and_a_row_that_comes_takes_its_place() throws Exception {
        sockets.open(3);
        Page page = open();
        seen(rows(page), 7);
        Locator head = page.getByRole(AriaRole.COLUMNHEADER, new Page.GetByRoleOptions().setName("Local port"));
        head.getByRole(AriaRole.BUTTON).click();
        assertThat(head).hasAttribute("aria-sort", "ascending");
        sockets.open(3);
        seen(rows(page), 13);
        assertThat(ports(page)).isSorted().hasSize(13);
        head.getByRole(AriaRole.BUTTON).click();
        assertThat(head).hasAttribute("aria-sort", "descending");
        sockets.reset(2);
        seen(rows(page), 9);
        assertThat(ports(page)).isSortedAccordingTo(Comparator.reverseOrder()).hasSize(9);
    }

    @Test
    void of_a_thousand_rows_only_those_in_sight_have_elements() throws Exception {
        sockets.open(500);
        Page page = open();
        assertThat(page.locator("#shown")).hasText("1,001", new LocatorAssertions.HasTextOptions().setTimeout(15_000));
        assertThat(page.getByRole(AriaRole.GRID)).hasAttribute("aria-rowcount", "1002");
        assertThat(rows(page).count()).isLessThan(60);
        page.getByRole(AriaRole.GRID).focus();
        page.keyboard().press("End");
        assertThat(page.locator("[data-row][aria-selected=true]")).hasAttribute("aria-rowindex", "1002");
        assertThat(page.locator("[data-row][aria-selected=true]")).isInViewport();
        assertThat(rows(page).count()).isLessThan(60);
    }

    @Test
    void keys_lead_from_the_filter_to_a_row_its_detail_and_back() throws Exception {
        Page page = open("");
        page.keyboard().press("/");
        page.keyboard().type(":" + sockets.port());
        seen(rows(page), 1);
        page.keyboard().press("ArrowDown");
        Locator grid = page.getByRole(AriaRole.GRID);
        assertThat(grid).isFocused();
        assertThat(grid)
                .hasAttribute("aria-activedescendant", rows(page).first().getAttribute("id"));
        page.keyboard().press("Enter");
        assertThat(page.locator("#detail")).containsText("StateLISTEN");
        page.keyboard().press("Escape");
        assertThat(page.locator("#detail")).isHidden();
        page.keyboard().press("Escape");
        assertThat(page.getByRole(AriaRole.SEARCHBOX)).hasValue("");
    }

    @Test
    void the_strip_of_rates_has_what_was_opened_and_what_was_closed() throws Exception {
        Page page = open();
        seen(rows(page), 1);
        sockets.open(3);
        seen(rows(page), 7);
        sockets.reset(3);
        seen(rows(page), 1);
        for (String kind : List.of("opened", "closed")) {
            assertThat(page.locator("#rates path." + kind)).hasAttribute("d", Pattern.compile("M.+z"));
        }
    }

    @Test
    void a_detail_leaves_room_for_addresses_in_a_window_of_middle_width() throws Exception {
        sockets.open(1);
        Page page = browser.open(url(server.port(), "#filter=:" + sockets.port()), 1024, 768);
        seen(rows(page), 3);
        rows(page).first().click();
        assertThat(page.locator("#detail")).isVisible();
        assertThat(page.evaluate("[...document.querySelectorAll('[data-column=local], [data-column=remote]')]"
                        + ".every(c => c.scrollWidth <= c.clientWidth)"))
                .isEqualTo(true);
    }

    @Test
    void a_phone_shows_the_table_without_scrolling_sideways() throws Exception {
        sockets.open(2);
        Page page = browser.open(url(server.port(), "#filter=:" + sockets.port()), 390, 844);
        seen(rows(page), 5);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
        assertThat(page.evaluate("[...document.querySelectorAll('[data-row]')].every(r => r.scrollWidth <= 390)"))
                .isEqualTo(true);
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Log").setExact(true))
                .last()
                .click();
        assertThat(page.locator("#log .entry").first()).isVisible();
    }

    private Page open() {
        return open("#filter=:" + sockets.port());
    }

    private Page open(String fragment) {
        Page page = browser.open(url(server.port(), fragment), 1440, 900);
        assertThat(status(page)).hasText("live");
        return page;
    }

    static String url(int port, String fragment) {
        return "http://127.0.0.1:" + port + "/" + fragment;
    }

    static Locator rows(Page page) {
        return page.locator("[data-row]");
    }

    static Locator status(Page page) {
        return page.getByRole(AriaRole.STATUS);
    }

    private static List<Integer> ports(Page page) {
        return page.locator("[role=gridcell][data-column=local-port]").allTextContents().stream()
                .map(Integer::valueOf)
                .toList();
    }

    private static Locator chip(Page page, String name) {
        return page.locator("[data-chip='" + name + "']");
    }

    private static Locator.FilterOptions hasText(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    static void seen(Locator rows, int count) {
        assertThat(rows).hasCount(count, new LocatorAssertions.HasCountOptions().setTimeout(15_000));
    }
}
