package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page knows of the time before it was opened. */
class PageHistoryIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    private SocketsOnPage shown;

    @BeforeEach
    void start() throws Exception {
        shown = new SocketsOnPage(host, host.serve("--interval", "200ms"));
    }

    @Test
    void who_comes_after_it_happened_sees_what_opened_and_closed_and_when() throws Exception {
        shown.sockets().open(3);
        await().until(() -> recent().contains(port()));
        shown.sockets().reset(3);
        await().until(() -> recent().split("\"event\":\"closed\"", -1).length > 6);
        Page page = shown.open();
        Locator earlier = page.locator("#log .entry.earlier");
        // And the listener.
        assertThat(earlier.filter(hasText("127.0.77.5")).and(page.locator("[data-kind=opened]")))
                .hasCount(7);
        assertThat(earlier.filter(hasText("127.0.77.5")).and(page.locator("[data-kind=closed]")))
                .hasCount(6);
        assertThat(page.locator("#log .entry").last()).containsText("The server began");
        // Newest first: what the page saw itself stands above.
        assertThat(page.locator("#log .entry").first()).not().hasClass(Pattern.compile("earlier"));
        for (String kind : new String[] {"opened", "closed"}) {
            assertThat(page.locator("#rates path." + kind)).hasAttribute("d", Pattern.compile("M.+z"));
        }
    }

    @Test
    void what_happens_while_the_page_watches_is_told_once() throws Exception {
        Page page = shown.open();
        shown.sockets().open(2);
        Locator opened = page.locator("#log .entry[data-kind=opened]").filter(hasText("ESTABLISHED"));
        assertThat(opened).hasCount(4);
        page.reload();
        assertThat(opened).hasCount(4);
        assertThat(opened.and(page.locator(".earlier"))).hasCount(4);
    }

    private String recent() throws Exception {
        return shown.server().get("/recent");
    }

    private String port() {
        return "\"port\":\"" + shown.sockets().port();
    }

    private static Locator.FilterOptions hasText(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}
