package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a test of owners or of the page runs: programs that hold sockets, a {@code /proc} of these alone, servers on that, and
 * pages of them in the one browser of all tests. All of it ends with the test, which fails where a page complained.
 */
final class TestHost implements BeforeEachCallback, AfterEachCallback {

    static final String COMMAND = System.getProperty("connflux.launcher");

    /** Of half of it owners may be searched for: as long as a busy machine needs. Nothing waits for it before the first poll. */
    static final String ONE_POLL = "60s";

    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private final List<Process> processes = new ArrayList<>();
    private ExtensionContext context;
    private Browser browser;
    private Path files;
    private ChosenProcesses chosen;

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        context = test;
        files = Files.createTempDirectory("connflux");
        chosen = new ChosenProcesses(files);
        chosen.add(ProcessHandle.current());
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        // A page that stays open asks for a server on that port again, whichever test's that is.
        List<String> complaints = browser == null ? List.of() : browser.closePages();
        while (!held.isEmpty()) {
            held.pop().close();
        }
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
        try (Stream<Path> left = Files.walk(files)) {
            for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(complaints).isEmpty();
    }

    /** Has in {@link #proc} what its processes have forked by now. */
    void addForked() throws IOException {
        for (Process process : processes) {
            chosen.add(process.toHandle());
        }
    }

    /** Where a test may leave something. */
    Path files() {
        return files;
    }

    /** A {@code /proc} that has this process and those of the test. */
    Path proc() {
        return chosen.path();
    }

    /** Has a process in {@link #proc}, and ends it and what it has forked with the test. */
    void add(Process process) throws IOException {
        processes.add(process);
        chosen.add(process.toHandle());
    }

    /** Starts it when it can be seen in {@link #proc}. Its standard input stays open, and ends with this process at the latest. */
    Process python(String code, String... arguments) throws IOException {
        assumeTrue(Files.isExecutable(Path.of(Python.COMMAND)), "no " + Python.COMMAND + " here to hold sockets");
        List<String> command =
                new ArrayList<>(List.of(Python.COMMAND, "-u", "-c", "import sys; sys.stdin.readline()\n" + code));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        add(process);
        goOn(process);
        return process;
    }

    /** Gives it a line of its standard input, for which it waits. */
    static void goOn(Process process) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append('\n').flush();
    }

    /** The next line that it prints. */
    static String line(Process process) throws IOException {
        return process.inputReader(StandardCharsets.UTF_8).readLine();
    }

    /** A server on the host's own {@code /proc}. */
    Served serve(String... options) throws IOException {
        Served served = Served.start(Files.createTempDirectory(files, "served"), options);
        held.push(served);
        return served;
    }

    /** One that all tests may ask and none may stop: each start of a JVM is seconds on a busy machine. */
    Served sharedServer() {
        return shared(Served.class, () -> {
            try {
                return Served.start(Files.createTempDirectory("connflux"), "--interval", "200ms");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Closed when all tests have ended. */
    private <T extends AutoCloseable> T shared(Class<T> type, Supplier<T> first) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(type, key -> first.get(), type);
    }

    /** A server on {@link #proc}, which tells owners. */
    Served serveOwners(String... options) throws IOException {
        addForked();
        List<String> all = new ArrayList<>(List.of("--proc", proc().toString(), "--process"));
        all.addAll(List.of(options));
        return serve(all.toArray(String[]::new));
    }

    HeldSockets sockets(String address) throws IOException {
        HeldSockets sockets = new HeldSockets(address);
        held.push(sockets);
        return sockets;
    }

    /** A page of a server, or of who passes on to it. */
    Page page(int port, String fragment, int width, int height) {
        browser = shared(Browser.class, Browser::launch);
        return browser.open("http://127.0.0.1:" + port + "/" + fragment, width, height);
    }
}
