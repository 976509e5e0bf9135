package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the page knows of the time before it was opened. */
class PageHistoryIT {

    @RegisterExtension
    private final TestHost host = new TestHost();

    @TempDir
    private Path proc;

    /** A host that does nothing else: what a server remembers is bounded, and another test may make more than that. */
    private Served quietHost() throws IOException {
        Files.createDirectories(proc.resolve("net"));
        show("");
        return host.serve("--proc", proc.toString(), "--interval", "200ms");
    }

    private void show(String rows) throws IOException {
        Path whole = Files.writeString(
                proc.resolve("tcp"),
                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
                        + rows);
        Files.move(whole, proc.resolve("net/tcp"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** One of 127.0.77.5, port 8080, with its inode. */
    private static String row(String peer, String state, int inode) {
        return "   0: 054D007F:1F90 %s %s 00000000:00000000 00:00000000 00000000  1000        0 %d 1 0 100 0 0 10 0\n"
                .formatted(peer, state, inode);
    }

    @Test
    void who_comes_after_it_happened_sees_what_opened_and_closed_and_when() throws Exception {
        Served server = quietHost();
        String listener = row("00000000:0000", "0A", 7);
        String connections = IntStream.range(0, 6)
                .mapToObj(i -> row("0A00000A:9C4" + i, "01", 10 + i))
                .collect(Collectors.joining());
        show(listener + connections);
        await().until(() -> server.get("/recent").contains("\"port\":\"8080"));
        show(listener);
        await().until(() -> server.get("/recent").split("\"event\":\"closed\"", -1).length > 6);
        Page page = host.page(server.port(), "#filter=:8080", 1440, 900);
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
        Page page = host.page(quietHost().port(), "#filter=:8080", 1440, 900);
        assertThat(PageParts.status(page)).hasText("live");
        show(IntStream.range(0, 4)
                .mapToObj(i -> row("0A00000A:9C4" + i, "01", 10 + i))
                .collect(Collectors.joining()));
        Locator opened = page.locator("#log .entry[data-kind=opened]").filter(hasText("ESTABLISHED"));
        assertThat(opened).hasCount(4);
        page.reload();
        assertThat(opened).hasCount(4);
        assertThat(opened.and(page.locator(".earlier"))).hasCount(4);
    }

    private static Locator.FilterOptions hasText(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}
