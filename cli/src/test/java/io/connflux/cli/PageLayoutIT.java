package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page in windows of other sizes. */
class PageLayoutIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    private SocketsOnPage shown;

    @BeforeEach
    void start() throws Exception {
        shown = new SocketsOnPage(host, host.sharedServer());
    }

    @Test
    void a_detail_leaves_room_for_addresses_in_a_window_of_middle_width() throws Exception {
        shown.sockets().open(1);
        Page page = host.page(shown.server().port(), shown.filter(), 1024, 768);
        seen(rows(page), 3);
        rows(page).first().click();
        assertThat(page.locator("#detail")).isVisible();
        assertThat(page.evaluate("[...document.querySelectorAll('[data-column=local], [data-column=remote]')]"
                        + ".every(c => c.scrollWidth <= c.clientWidth)"))
                .isEqualTo(true);
    }

    @Test
    void a_heading_of_a_group_stands_within_its_row_and_has_it_for_itself() throws Exception {
        shown.sockets().open(1);
        for (int width : new int[] {390, 1440}) {
            Page page = host.page(shown.server().port(), shown.filter() + "&group=port", width, 844);
            seen(rows(page), 4);
            assertThat(page.evaluate("(() => { const row = document.querySelector('.heading');"
                            + " const heading = row.querySelector('[role=rowheader]').getBoundingClientRect();"
                            + " const {top, bottom} = row.getBoundingClientRect();"
                            + " return heading.height > 0 && heading.top >= top && heading.bottom <= bottom"
                            + " && [...row.querySelectorAll('*')].filter(e => e.checkVisibility()).length === 3; })()"))
                    .as("at %d px", width)
                    .isEqualTo(true);
        }
    }

    @Test
    void a_phone_shows_the_table_without_scrolling_sideways() throws Exception {
        shown.sockets().open(2);
        Page page = host.page(shown.server().port(), shown.where(), 390, 844);
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
}
