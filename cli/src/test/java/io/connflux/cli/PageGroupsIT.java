package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.column;
import static io.connflux.cli.PageParts.seen;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows that are put together, and the order in which they stand where nobody chose one. */
class PageGroupsIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    private SocketsOnPage shown;

    @BeforeEach
    void start() throws Exception {
        shown = new SocketsOnPage(host, host.sharedServer());
    }

    @Test
    void rows_of_one_port_stand_under_a_heading_that_counts_them_open_or_not() throws Exception {
        shown.sockets().open(2);
        Page page = shown.open();
        seen(connections(page), 5);
        page.getByLabel("Group by").selectOption("port");
        assertThat(headings(page)).hasText(new String[] {":" + shown.sockets().port() + "5"});
        assertThat(headings(page)).hasAttribute("aria-expanded", "true");
        headings(page).click();
        assertThat(headings(page)).hasAttribute("aria-expanded", "false");
        seen(connections(page), 0);
        shown.sockets().open(1);
        assertThat(headings(page).locator("b")).hasText("7");
        page.keyboard().press("Enter");
        seen(connections(page), 7);
        assertThat(page.locator("#detail")).isHidden();
        page.getByLabel("Group by").selectOption("");
        seen(headings(page), 0);
        seen(connections(page), 7);
    }

    @Test
    void the_largest_group_of_a_remote_address_or_an_owner_comes_first() throws Exception {
        shown.sockets().open(2);
        Page page = shown.open();
        page.getByLabel("Group by").selectOption("process");
        // This server does not look for owners: the user stands for them.
        assertThat(headings(page)).hasText(Pattern.compile("uid \\d+5"));
        page.getByLabel("Group by").selectOption("remote");
        assertThat(headings(page))
                .hasText(new Pattern[] {Pattern.compile("2$"), Pattern.compile("2$"), Pattern.compile("1$")});
    }

    @Test
    void rows_are_sorted_by_their_peers_until_somebody_chooses_otherwise() throws Exception {
        Page page = shown.open();
        assertThat(column(page, "Remote address")).hasAttribute("aria-sort", "ascending");
        column(page, "Changed").getByRole(AriaRole.BUTTON).click();
        assertThat(column(page, "Changed")).hasAttribute("aria-sort", "descending");
    }

    @Test
    void a_link_shows_the_same_to_somebody_else() throws Exception {
        shown.sockets().open(2);
        Page page = shown.open();
        page.getByLabel("Group by").selectOption("remote");
        page.locator("[data-chip=LISTEN]").click();
        seen(connections(page), 1);
        column(page, "State").click();
        column(page, "State").click();
        connections(page).click();
        assertThat(page).hasURL(Pattern.compile("selected=.+"));

        Page other = shown.open(page.url().substring(page.url().indexOf('#')));
        seen(connections(other), 1);
        seen(headings(other), 1);
        assertThat(other.locator("[data-chip=LISTEN]")).hasAttribute("aria-pressed", "true");
        assertThat(column(other, "State")).hasAttribute("aria-sort", "descending");
        assertThat(other.getByLabel("Group by")).hasValue("remote");
        assertThat(other.getByRole(AriaRole.SEARCHBOX))
                .hasValue(":" + shown.sockets().port());
        assertThat(connections(other)).hasAttribute("aria-selected", "true");
        assertThat(other.locator("#detail")).containsText("StateLISTEN");

        other.locator("#detail-close").click();
        other.locator("[data-chip=LISTEN]").click();
        other.getByLabel("Group by").selectOption("");
        assertThat(other).hasURL(Pattern.compile("#filter=:\\d+&sort=-state$"));
    }

    private static Locator headings(Page page) {
        return page.locator("[data-row].heading");
    }

    private static Locator connections(Page page) {
        return page.locator("[data-row]:not(.heading)");
    }
}
