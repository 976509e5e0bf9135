package io.connflux.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Debian's Chromium, driven by Playwright; remembers what pages complain of. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    /** What a busy machine takes for what a browser is asked. */
    private static final int PATIENCE_MILLIS = 60_000;

    private static final Pattern AWAY = Pattern.compile(
            "ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|closed before receiving a handshake response");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> complaints = new ArrayList<>();

    private Browser() {
        // Debian's browser is driven; Playwright would fetch one of its own.
        Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setTimeout(2 * PATIENCE_MILLIS)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    }

    /** Skips the test where there is no browser, or where the build had none and left its driver out. */
    static Browser launch() {
        assumeTrue(Files.isExecutable(CHROMIUM), "no browser at " + CHROMIUM + " (Debian's package chromium)");
        assumeTrue(hasDriver(), "Playwright's driver was left out of this build: 'mvn -Pbrowser verify' has it");
        return new Browser();
    }

    private static boolean hasDriver() {
        try {
            Class.forName("com.microsoft.playwright.impl.driver.jar.DriverJar", false, Browser.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** A page in a profile of its own. */
    Page open(String url, int width, int height) {
        Page page = chromium.newContext(
                        new com.microsoft.playwright.Browser.NewContextOptions().setViewportSize(width, height))
                .newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onConsoleMessage(message -> {
            // A server that is away, or on its way out, is no fault of the page.
            if (message.type().equals("error") && !AWAY.matcher(message.text()).find()) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        Response response = page.navigate(url);
        if (response == null || !response.ok()) {
            complaints.add("no page at " + url);
        }
        return page;
    }

    /** Closes all pages and returns what they complained of: errors of scripts, refusals of the Content-Security-Policy. */
    List<String> closePages() {
        chromium.contexts().forEach(BrowserContext::close);
        List<String> told = List.copyOf(complaints);
        complaints.clear();
        return told;
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
