package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.cells;
import static io.connflux.cli.PageParts.column;
import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static io.connflux.cli.PageParts.status;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A row of the page is a connection by its id, whatever else it shares with others. */
class PageIdentityIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    @Test
    void connections_alike_in_everything_but_their_ids_are_rows_of_their_own() {
        ToldPage told = new ToldPage(host, stream -> {
            for (String id : List.of("t-8", "t-9", "t-a")) {
                stream.tell("existing", id, "TIME_WAIT");
            }
            stream.tell("existing", "t-b", "LISTEN", ",\"inode\":7");
            stream.tell("existing", "t-c", "LISTEN", ",\"inode\":7");
            stream.baseline(5);
        });
        Page page = told.page();
        seen(rows(page), 5);
        told.tell("state-changed", "t-9", "CLOSE", ",\"previous_state\":\"TIME_WAIT\"");
        told.tell("closed", "t-a", "TIME_WAIT");
        told.tell("closed", "t-b", "LISTEN", ",\"inode\":7");
        seen(rows(page), 3);
        assertThat(row(page, "t-8")).hasAttribute("data-state", "TIME_WAIT");
        assertThat(row(page, "t-9")).hasAttribute("data-state", "CLOSE");
        assertThat(row(page, "t-c")).hasAttribute("data-state", "LISTEN");
        assertThat(page.locator("#shown")).hasText("3");
        assertThat(page.locator("#log .entry[data-level=warning]")).hasCount(0);
    }

    @Test
    void an_owner_that_is_found_late_comes_to_the_row_that_is_there() {
        ToldPage told = new ToldPage(host, stream -> {
            stream.tell("existing", "t-1", "ESTABLISHED", ",\"owner\":\"pending\"");
            stream.tell("existing", "t-2", "ESTABLISHED", ",\"owner\":\"pending\"");
            stream.baseline(2);
        });
        Page page = told.page();
        assertThat(cells(page, "owner")).hasText(new String[] {"pending", "pending"});
        told.tell("owner-changed", "t-2", "ESTABLISHED", ",\"process\":{\"pid\":12,\"name\":\"curl\"}");
        assertThat(cells(page, "owner")).hasText(new String[] {"curl[12]", "pending"});
        Locator entry = page.locator("#log .entry[data-kind=owner]");
        assertThat(entry).hasCount(1);
        assertThat(entry).containsText("tcp owner changed");
        assertThat(entry.locator(".note")).hasText("curl[12]");
    }

    @Test
    void one_that_is_none_any_more_of_those_asked_for_has_no_row() {
        ToldPage told = new ToldPage(host, stream -> {
            stream.tell("existing", "t-1", "ESTABLISHED");
            stream.tell("existing", "t-2", "ESTABLISHED");
            stream.tell("existing", "t-3", "ESTABLISHED");
            stream.baseline(3);
        });
        Page page = told.page();
        seen(rows(page), 3);
        told.tell("state-changed", "t-1", "CLOSE_WAIT", ",\"previous_state\":\"ESTABLISHED\",\"left\":true");
        told.tell("owner-changed", "t-2", "ESTABLISHED", ",\"process\":{\"pid\":12,\"name\":\"curl\"},\"left\":true");
        seen(rows(page), 1);
        assertThat(row(page, "t-3")).isVisible();
        assertThat(page.locator("#shown")).hasText("1");
    }

    @Test
    void a_stream_that_begins_anew_leaves_what_it_tells_again_in_its_place() {
        ToldPage told = new ToldPage(host, stream -> {
            stream.tell("existing", "t-1", "ESTABLISHED");
            stream.tell("existing", "t-2", "ESTABLISHED");
            stream.tell("existing", "t-3", "ESTABLISHED");
            stream.baseline(3);
        });
        Page page = told.page();
        seen(rows(page), 3);
        column(page, "Changed").getByRole(AriaRole.BUTTON).click();
        told.tell("opened", "t-4", "ESTABLISHED", ",\"opened\":\"2026-11-24T10:00:00.000Z\"");
        told.tell("state-changed", "t-3", "CLOSE_WAIT", ",\"previous_state\":\"ESTABLISHED\"");
        areInOrder(page, "t-3", "t-4", "t-1", "t-2");
        row(page, "t-1").click();

        told.beginAnew(stream -> {
            stream.tell("existing", "t-1", "ESTABLISHED", ",\"uid\":1001");
            stream.tell("existing", "t-3", "CLOSE_WAIT");
            stream.tell("existing", "t-4", "ESTABLISHED", ",\"opened\":\"2026-11-24T10:00:00.000Z\"");
            stream.tell("existing", "t-5", "LISTEN");
            stream.baseline(4);
        });
        assertThat(page.locator("#status-detail")).containsText("begun anew");
        seen(row(page, "t-2"), 0);
        areInOrder(page, "t-3", "t-4", "t-1", "t-5");
        assertThat(row(page, "t-1")).hasAttribute("aria-selected", "true");
        assertThat(page.locator("#detail")).containsText("uid1001");
        assertThat(row(page, "t-3")).hasAttribute("data-mark", "changed");
        assertThat(row(page, "t-4").locator("[data-column=age]")).not().containsText(">");

        // Another server knows none of them.
        told.beginAnew(stream -> {
            stream.tell("existing", "u-1", "ESTABLISHED");
            stream.baseline(1);
        });
        seen(row(page, "u-1"), 1);
        seen(rows(page), 1);
        assertThat(page.locator("[data-row][aria-selected=true]")).hasCount(0);
        assertThat(status(page)).hasText("live");
    }

    private static Locator row(Page page, String id) {
        return page.locator("[data-row='" + id + "']");
    }

    /** There are these rows, from the top. */
    private static void areInOrder(Page page, String... ids) {
        for (int at = 0; at < ids.length; at++) {
            assertThat(rows(page).nth(at)).hasAttribute("data-row", ids[at]);
        }
        seen(rows(page), ids.length);
    }
}
