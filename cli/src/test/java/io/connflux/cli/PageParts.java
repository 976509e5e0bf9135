package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** What tests look for on the page. */
final class PageParts {

    /** Fades and the like are over before a busy machine looks: they are remembered from the moment they are seen. */
    private static final String LOOK_OUT = """
            selector => {
                window.hasBeenSeen = false;
                const look = () => {
                    window.hasBeenSeen ||= [...document.querySelectorAll(selector)].some((each) => each.checkVisibility());
                };
                new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true});
            }
            """;

    private PageParts() {}

    static Locator rows(Page page) {
        return page.locator("[data-row]");
    }

    static Locator cells(Page page, String column) {
        return page.locator("[role=gridcell][data-column=" + column + "]");
    }

    static Locator status(Page page) {
        return page.getByRole(AriaRole.STATUS);
    }

    static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    static Locator column(Page page, String name) {
        return page.getByRole(AriaRole.COLUMNHEADER, new Page.GetByRoleOptions().setName(name));
    }

    /** Waits until there are so many. */
    static void seen(Locator rows, int count) {
        assertThat(rows).hasCount(count);
    }

    /** Looks out from now on for what is seen for a moment only. */
    static void lookOutFor(Page page, String selector) {
        page.evaluate(LOOK_OUT, selector);
    }

    /** Waits until what was looked out for has been seen. */
    static void hasBeenSeen(Page page) {
        // The page's policy forbids what waitForFunction does, and a page is of one thread.
        await().pollInSameThread().until(() -> Boolean.TRUE.equals(page.evaluate("window.hasBeenSeen")));
    }
}
