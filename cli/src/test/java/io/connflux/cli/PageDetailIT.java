package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.cells;
import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static io.connflux.cli.PageParts.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page tells of one connection, and for how long. */
class PageDetailIT {

    private static final String PAUSE_AT_ONCE = """
            new MutationObserver((changes, observer) => {
                if (!document.querySelector('[data-row][data-mark=opened]')) return;
                observer.disconnect();
                document.getElementById('pause').click();
                window.pausedAt = performance.now();
            }).observe(document, {subtree: true, childList: true, attributes: true})
            """;

    @RegisterExtension
    private final TestHost host = new TestHost();

    @Test
    void the_log_says_how_long_what_closed_had_been_there_and_who_closed_it() {
        ToldPage told = new ToldPage(host, stream -> stream.baseline(0));
        assertThat(status(told.page())).hasText("live");
        told.tell("opened", "a", "ESTABLISHED");
        told.tell("closed", "a", "CLOSE_WAIT", ",\"duration_ms\":65000,\"closed_by\":\"remote\"");
        Locator closed = told.page().locator("#log .entry[data-kind=closed]:not(.earlier) .what");
        assertThat(closed).hasText("tcp CLOSE_WAIT, 1m05s, by peer");
    }

    @Test
    void the_log_says_how_a_connection_ended_that_did_not_in_order() {
        ToldPage told = new ToldPage(host, stream -> stream.baseline(0));
        assertThat(status(told.page())).hasText("live");
        told.tell("opened", "a", "ESTABLISHED");
        told.tell("closed", "a", "ESTABLISHED", ",\"duration_ms\":65000,\"outcome\":\"timed-out\"");
        Locator closed = told.page().locator("#log .entry[data-kind=closed]:not(.earlier) .what");
        assertThat(closed).hasText("tcp ESTABLISHED, 1m05s, timed-out");
    }

    @Test
    void the_detail_has_what_happened_to_the_connection_and_leads_to_its_other_end() throws Exception {
        SocketsOnPage shown = new SocketsOnPage(host, host.sharedServer());
        Page page = shown.open(shown.where());
        shown.sockets().open(1);
        seen(rows(page), 3);
        rows(page).filter(new Locator.FilterOptions().setHasText("→")).click();
        Locator events = page.locator("#detail li");
        assertThat(events).hasText(new Pattern[] {Pattern.compile("\\+ ESTABLISHED$")});
        shown.sockets().endHalf();
        assertThat(events.first()).hasText(Pattern.compile("→ FIN_WAIT2$"));
        // A poll may meet it before the other side's kernel has answered.
        assertThat(String.join("\n", events.allTextContents()))
                .matches(
                        "\\S+ ~ (ESTABLISHED → FIN_WAIT2|FIN_WAIT1 → FIN_WAIT2\n\\S+ ~ ESTABLISHED → FIN_WAIT1)\n\\S+ \\+ ESTABLISHED");
        page.locator("#detail .peer").click();
        assertThat(page.locator("#detail")).containsText("Directioninbound");
        assertThat(page.getByRole(AriaRole.GRID)).isFocused();
        assertThat(page.locator("[data-row][aria-selected=true]")).hasAttribute("data-state", "CLOSE_WAIT");
        rows(page).filter(new Locator.FilterOptions().setHasText("LISTEN")).click();
        seen(page.locator("#detail .peer"), 0);
    }

    @Test
    void what_glows_when_the_view_is_paused_does_not_fade_until_it_goes_on() throws Exception {
        SocketsOnPage shown = new SocketsOnPage(host, host.sharedServer());
        Page page = shown.open();
        seen(rows(page), 1);
        page.evaluate(PAUSE_AT_ONCE);
        shown.sockets().open(1);
        assertThat(status(page)).hasText("paused");
        await().pollInSameThread()
                .until(() -> Boolean.TRUE.equals(page.evaluate("performance.now() > window.pausedAt + 3500")));
        // Rows that scroll into sight are painted anew, as all are now.
        page.keyboard().press("u");
        assertThat(cells(page, "activity").first()).isVisible();
        assertThat(page.evaluate("[...document.querySelectorAll('[data-mark=opened]')].map(row =>"
                        + " row.getAnimations().map(glow => glow.playState).join()).join(' ')"))
                .asString()
                .matches("paused( paused)*");
    }
}
