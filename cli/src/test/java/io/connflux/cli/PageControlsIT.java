package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.button;
import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static io.connflux.cli.PageParts.status;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What chooses among the rows of the page, and what holds them. */
class PageControlsIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    private SocketsOnPage shown;

    @BeforeEach
    void start() throws Exception {
        shown = new SocketsOnPage(host, host.sharedServer());
    }

    @Test
    void the_filter_keeps_the_rows_that_have_every_word_and_none_that_is_excluded() throws Exception {
        shown.sockets().open(2);
        Page page = shown.open("");
        Locator filter = page.getByRole(AriaRole.SEARCHBOX);
        page.keyboard().press("/");
        assertThat(filter).isFocused();
        filter.fill(SocketsOnPage.ADDRESS + " :" + shown.sockets().port());
        seen(rows(page), 5);
        filter.fill(SocketsOnPage.ADDRESS + " :" + shown.sockets().port() + " -listen");
        seen(rows(page), 4);
        filter.fill("no such thing");
        assertThat(page.locator(".empty")).containsText("Nothing passes the filter.");
        page.keyboard().press("Escape");
        assertThat(filter).hasValue("");
        assertThat(page.locator("#total")).hasText(" connections");
        filter.fill("no such thing");
        button(page, "Clear").click();
        assertThat(filter).hasValue("");
    }

    @Test
    void pause_keeps_the_picture_and_counts_what_waits_until_it_is_resumed() throws Exception {
        Page page = shown.open();
        seen(rows(page), 1);
        button(page, "Pause").click();
        assertThat(status(page)).hasText("paused");
        shown.sockets().open(2);
        assertThat(page.locator("#status-detail")).hasText(Pattern.compile("([4-9]|[1-9]\\d+) changes wait"));
        seen(rows(page), 1);
        button(page, "Resume").click();
        assertThat(status(page)).hasText("live");
        seen(rows(page), 5);
    }

    @Test
    void chips_count_states_and_protocols_and_choose_among_them() throws Exception {
        shown.sockets().open(2);
        shown.sockets().endHalf();
        Page page = shown.open();
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
    void keys_lead_from_the_filter_to_a_row_its_detail_and_back() throws Exception {
        Page page = shown.open("");
        page.keyboard().press("/");
        page.keyboard().type(":" + shown.sockets().port());
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

    private static Locator chip(Page page, String name) {
        return page.locator("[data-chip='" + name + "']");
    }
}
