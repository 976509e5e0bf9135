package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
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
        sockets.close();
        server.close();
        assertThat(browser.complaints()).isEmpty();
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
        assertThat(page.locator(".empty")).hasText("Nothing passes the filter. Esc clears it.");
        page.keyboard().press("Escape");
        assertThat(filter).hasValue("");
        assertThat(page.locator("#total")).hasText(" connections");
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
        seen(rows(page), 5);

        sockets.reset(1);
        server.start();
        assertThat(status(page)).hasText("live", new LocatorAssertions.HasTextOptions().setTimeout(30_000));
        assertThat(page.getByRole(AriaRole.ALERT)).isHidden();
        seen(rows(page), 3);
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
            seen(rows(page), 9);
            assertThat(page.locator("#log .entry").filter(hasText("Not known before")))
                    .hasCount(0);
        }
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

    private static String url(int port, String fragment) {
        return "http://127.0.0.1:" + port + "/" + fragment;
    }

    private static Locator rows(Page page) {
        return page.locator("[data-row]");
    }

    private static Locator status(Page page) {
        return page.getByRole(AriaRole.STATUS);
    }

    private static Locator chip(Page page, String name) {
        return page.locator("[data-chip='" + name + "']");
    }

    private static Locator.FilterOptions hasText(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private static void seen(Locator rows, int count) {
        assertThat(rows).hasCount(count, new LocatorAssertions.HasCountOptions().setTimeout(15_000));
    }
}
