package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static io.connflux.cli.PageParts.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page says of a server whose connection stands, and that says nothing. */
class PageSilenceIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    private Served server;

    @AfterEach
    void goOn() throws Exception {
        // One that is stopped would not end either.
        signal("CONT");
    }

    @Test
    void a_server_that_stands_still_is_seen_within_seconds_and_so_is_that_it_goes_on() throws Exception {
        server = host.serve("--interval", "200ms");
        SocketsOnPage shown = new SocketsOnPage(host, server);
        Page page = shown.open();
        seen(rows(page), 1);
        signal("STOP");
        // The first number that is told: not when some timeout has found a dead connection.
        assertThat(page.locator("#status-detail")).containsText(Pattern.compile("^silent for [3-9] s"));
        assertThat(status(page)).hasText("silent");
        seen(rows(page), 1);
        signal("CONT");
        assertThat(status(page)).hasText("live");
        assertThat(page.locator("#log .entry").filter(reconnected())).hasCount(0);
    }

    @Test
    void a_server_that_reads_seldom_is_not_taken_for_silent() throws Exception {
        server = host.serve("--interval", TestHost.ONE_POLL);
        Page page = host.page(server.port(), "", 1440, 900);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        page.onRequest(request -> asked.addAndGet(isOfHealth(request)));
        page.onRequestFinished(request -> answered.addAndGet(isOfHealth(request)));
        page.onRequestFailed(request -> answered.addAndGet(isOfHealth(request)));
        // The page's time goes by when it has its answers, however late this machine gives them.
        long now = System.currentTimeMillis();
        page.clock().install(new Clock.InstallOptions().setTime(now - 3_600_000));
        page.clock().pauseAt(now);
        page.reload();
        Runnable tick = () -> {
            page.clock().runFor(250);
            // A page is of one thread, which takes in what it asks.
            await().pollInSameThread().until(() -> {
                page.evaluate("0");
                return answered.get() == asked.get();
            });
        };
        await().pollInSameThread().until(() -> {
            tick.run();
            return status(page).textContent().equals("live");
        });
        PageParts.lookOutFor(page, "#status:not([data-status=live])");
        // Every two seconds: for twice as long as silence is borne.
        for (int begun = asked.get(); asked.get() < begun + 4; ) {
            tick.run();
        }
        assertThat(page.evaluate("window.hasBeenSeen")).isEqualTo(false);
        page.clock().resume();
        signal("STOP");
        assertThat(status(page)).hasText("silent");
    }

    private static int isOfHealth(Request request) {
        return request.url().endsWith("/healthz") ? 1 : 0;
    }

    private static Locator.FilterOptions reconnected() {
        return new Locator.FilterOptions().setHasText("Reconnected");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(server.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }
}
