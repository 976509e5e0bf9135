package io.connflux.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.connflux.cli.PageParts.cells;
import static io.connflux.cli.PageParts.column;
import static io.connflux.cli.PageParts.rows;
import static io.connflux.cli.PageParts.seen;
import static io.connflux.cli.PageParts.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page shows of a server that is run with {@code --process} and {@code --netns}. */
class PageOwnersIT {

    private static final String ADDRESS = "127.0.77.7";

    /** Where a test leaves a TIME_WAIT behind, which others would see for a minute. */
    private static final String LEFT = "127.0.77.8";

    /** A listener under a name of the test's, held by a number of children too; prints its port when all hold it. */
    private static final String LISTENER = """
            import os, socket
            open('/proc/self/comm', 'w').write(sys.argv[1])
            server = socket.socket()
            over, mine = os.pipe()
            for _ in range(int(sys.argv[2])):
                if os.fork() == 0:
                    os.close(mine)
                    os.read(over, 1)
                    os._exit(0)
            server.bind(('%s', 0))
            server.listen()
            print(server.getsockname()[1])
            sys.stdin.read()
            """.formatted(ADDRESS);

    /** Prints the port of its listener, and at a line hands it to another program. */
    private static final String EXECUTING = """
            import os, socket
            server = socket.socket()
            server.bind(('%s', 0))
            server.listen()
            server.set_inheritable(True)
            print(server.getsockname()[1])
            sys.stdin.readline()
            os.execvp('sleep', ['sleep', '600'])
            """.formatted(ADDRESS);

    @RegisterExtension
    private final TestHost host = new TestHost();

    @Test
    void the_owner_stands_in_a_column_and_all_about_it_in_the_detail() throws Exception {
        HeldSockets sockets = host.sockets(ADDRESS);
        // What is opened later is met at a later poll, with half of the interval to find its owner in.
        Page page = open(serve("2s"), "#where=port%20" + sockets.port());
        seen(rows(page), 1);
        sockets.open(1);
        seen(rows(page), 3);
        String java = "java[" + ProcessHandle.current().pid() + "]";
        assertThat(cells(page, "owner")).hasText(new String[] {java, java, java});
        assertThat(page.locator("#log .entry[data-kind=opened] .note").first()).hasText(java);
        rows(page).first().click();
        Locator detail = page.locator("#detail");
        assertThat(detail).containsText("Process" + java);
        assertThat(detail).containsText("User" + System.getProperty("user.name"));
        assertThat(detail)
                .containsText("Executable"
                        + Path.of(System.getProperty("java.home"), "bin", "java")
                                .toRealPath());
        assertThat(detail).containsText("Netns" + namespace());
    }

    @Test
    void a_program_that_is_executed_takes_the_place_of_the_one_before() throws Exception {
        Process process = host.python(EXECUTING);
        Page page = open(serve("1s"), "#where=host%20" + ADDRESS + "%20port%20" + TestHost.line(process));
        assertThat(cells(page, "owner")).hasText(new String[] {"python3[" + process.pid() + "]"});
        String row = rows(page).getAttribute("data-row");
        TestHost.goOn(process);
        String sleep = "sleep[" + process.pid() + "]";
        assertThat(cells(page, "owner")).hasText(new String[] {sleep});
        assertThat(rows(page)).hasAttribute("data-row", row);
        Locator entry = page.locator("#log .entry[data-kind=owner]").first();
        assertThat(entry).containsText("owner changed");
        assertThat(entry.locator(".note")).hasText(sleep);
    }

    @Test
    void a_process_is_found_by_its_name_and_number_and_among_the_others_that_hold_the_socket() throws Exception {
        Process one = listen("connflux-one", 0);
        Process several = listen("connflux-many", 2);
        Page page = open(serve(), "#filter=" + ADDRESS + " connflux-");
        seen(rows(page), 2);
        Locator filter = page.getByRole(AriaRole.SEARCHBOX);
        filter.fill("connflux-one");
        assertThat(cells(page, "owner")).hasText(new String[] {"connflux-one[" + one.pid() + "]"});
        filter.fill("connflux-many");
        assertThat(cells(page, "owner")).hasText(new String[] {"connflux-many[" + several.pid() + "] +2"});
        filter.fill("[" + several.children().findAny().orElseThrow().pid() + "]");
        seen(rows(page), 1);
        rows(page).first().click();
        assertThat(page.locator("#detail .process")).hasCount(3);
    }

    @Test
    void a_name_is_text_whatever_is_in_it() throws Exception {
        // The second half would be read from right to left, the number behind it too.
        Process listener = listen("<b>x\u202ey", 0);
        Page page = open(serve(), "#filter=" + ADDRESS);
        String shown = "<b>x\ufffdy[" + listener.pid() + "]";
        assertThat(cells(page, "owner")).hasText(new String[] {shown});
        rows(page).first().click();
        assertThat(page.locator("#detail .process dd")).hasText(shown);
        assertThat(page.locator("[role=gridcell] b, #detail b")).hasCount(0);
    }

    @Test
    void rows_are_sorted_by_their_owners_names_either_way() throws Exception {
        for (String name : List.of("connflux-b", "connflux-c", "connflux-a")) {
            listen(name, 0);
        }
        Page page = open(serve(), "#filter=" + ADDRESS);
        seen(rows(page), 3);
        Locator head = column(page, "Owner");
        // Where owners are told, nobody has to ask for it.
        assertThat(head).hasAttribute("aria-sort", "ascending");
        assertThat(cells(page, "owner")).containsText(new String[] {"connflux-a", "connflux-b", "connflux-c"});
        head.getByRole(AriaRole.BUTTON).click();
        assertThat(head).hasAttribute("aria-sort", "descending");
        assertThat(cells(page, "owner")).containsText(new String[] {"connflux-c", "connflux-b", "connflux-a"});
        head.getByRole(AriaRole.BUTTON).click();
        assertThat(cells(page, "owner")).containsText(new String[] {"connflux-a", "connflux-b", "connflux-c"});
    }

    @Test
    void where_nobody_can_be_named_the_reason_stands() throws Exception {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getByName(LEFT))) {
            port = listener.getLocalPort();
            try (Socket client = new Socket(listener.getInetAddress(), port);
                    Socket accepted = listener.accept()) {
                // Who ends first is left in TIME_WAIT, with nobody who holds it.
                client.shutdownOutput();
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
        Page page = open(serve(), "#filter=:" + port);
        assertThat(cells(page, "owner")).hasText(new String[] {"released"});
        rows(page).first().click();
        assertThat(page.locator("#detail")).containsText("Ownerreleased: no process holds it any more");
    }

    @Test
    void a_namespace_has_a_column_only_where_the_stream_tells_of_one() throws Exception {
        listen("connflux-ns", 0);
        Page page = open(serve(), "#filter=connflux-ns netns " + namespace());
        assertThat(cells(page, "netns")).hasText(new String[] {namespace()});
        Served other = host.serve("--interval", TestHost.ONE_POLL);
        Page without = host.page(other.port(), "#filter=" + ADDRESS, 1440, 900);
        seen(rows(without), 1);
        assertThat(without.locator("[role=columnheader][data-column=netns]")).isHidden();
        assertThat(cells(without, "netns")).isHidden();
        assertThat(cells(without, "owner"))
                .hasText(new String[] {"uid " + Files.getAttribute(Path.of("/proc/self"), "unix:uid")});
    }

    @Test
    void a_phone_shows_owner_and_namespace_on_a_third_line() throws Exception {
        Process listener = listen("connflux-phone", 0);
        Page page = host.page(serve().port(), "#filter=" + ADDRESS, 390, 844);
        Locator owner = cells(page, "owner");
        assertThat(owner).hasText("connflux-phone[" + listener.pid() + "]");
        assertThat(owner.boundingBox().y).isGreaterThan(cells(page, "remote").boundingBox().y);
        assertThat(cells(page, "netns")).isVisible();
        assertThat(page.evaluate(
                        "[...document.querySelectorAll('[role=gridcell]')].every(c => c.scrollWidth <= c.clientWidth)"))
                .as("nothing is cut")
                .isEqualTo(true);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
    }

    private Process listen(String name, int children) throws IOException {
        Process listener = host.python(LISTENER, name, String.valueOf(children));
        assertThat(TestHost.line(listener)).isNotNull();
        return listener;
    }

    /** A server whose first poll meets all that is there, with time enough to find whose it is. */
    private Served serve() throws IOException {
        return serve(TestHost.ONE_POLL);
    }

    private Served serve(String interval) throws IOException {
        return host.serveOwners("--interval", interval, "--netns", "self");
    }

    private Page open(Served server, String fragment) {
        Page page = host.page(server.port(), fragment, 1440, 900);
        assertThat(status(page)).hasText("live");
        return page;
    }

    /** The number of this process's network namespace. */
    private static String namespace() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString().replaceAll("\\D", "");
    }
}
