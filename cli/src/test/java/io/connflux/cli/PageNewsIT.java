package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.status;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page says of the stream itself where much else is to be said. */
class PageNewsIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    @Test
    void many_changes_do_not_take_out_of_the_log_what_happened_to_the_stream() {
        ToldPage told = new ToldPage(host, stream -> stream.baseline(0));
        assertThat(status(told.page())).hasText("live");
        for (int i = 0; i < 1_100; i++) {
            told.tell("opened", "a" + i, "ESTABLISHED");
        }
        assertThat(told.page().locator("#shown")).hasText("1,100");
        assertThat(told.page().locator("#log-note")).hasText("last 1,000");
        told.page().locator("#log .entries").evaluate("entries => entries.scrollTop = entries.scrollHeight");
        Locator last = told.page().locator("#log .entry").last();
        assertThat(last).containsText("Connected");
    }

    @Test
    void that_a_stream_began_anew_is_said_beside_that_it_lags() {
        ToldPage told = new ToldPage(host, stream -> stream.baseline(0));
        Page page = told.page();
        assertThat(status(page)).hasText("live");
        told.beginAnew(stream -> {
            stream.baseline(0);
            stream.coalesced(0);
            stream.coalesced(1);
        });
        assertThat(page.locator("[data-status=lagging] #status-detail"))
                .hasText(Pattern.compile("^begun anew: .* · changes come faster"));
    }
}
