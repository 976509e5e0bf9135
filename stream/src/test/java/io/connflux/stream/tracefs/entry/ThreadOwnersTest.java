package io.connflux.stream.tracefs.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.observation.ActingProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose a thread is by a {@code /proc} that is looked at a moment too late. */
class ThreadOwnersTest {

    private static final long TICK = 10_000_000;
    private static final long FIRST = 4_026_531_836L;

    @TempDir
    private Path proc;

    @BeforeEach
    void ourselves() throws IOException {
        namespace("self", "pid", FIRST);
    }

    private void namespace(String pid, String kind, long inode) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(pid + "/ns"));
        Files.deleteIfExists(folder.resolve(kind));
        Files.createSymbolicLink(folder.resolve(kind), Path.of(kind + ":[" + inode + "]"));
    }

    private void thread(int number, int process, int parent, String name, long startTicks) throws IOException {
        namespace(Integer.toString(number), "net", 7);
        Path folder = proc.resolve(Integer.toString(number));
        Files.writeString(
                folder.resolve("status"), "Name:\t" + name + "\nTgid:\t" + process + "\nPPid:\t" + parent + "\n");
        Files.writeString(
                folder.resolve("stat"),
                number + " (" + name + ") S " + parent + " 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 " + startTicks
                        + " 0 0\n");
    }

    private ThreadOwner owner(long thread, long nanos) {
        return new ThreadOwners(proc, TICK).of(thread, nanos);
    }

    @Test
    void a_thread_is_told_as_its_process_with_the_start_and_name_of_that() throws IOException {
        thread(20, 20, 1, "web) (x", 500);
        thread(21, 20, 1, "worker", 600);
        ThreadOwner told = new ThreadOwner(new ActingProcess(20, 500, "web) (x"), 7);
        assertThat(owner(20, 900 * TICK)).isEqualTo(told);
        assertThat(owner(21, 900 * TICK)).isEqualTo(told);
    }

    @Test
    void one_that_began_after_what_its_number_did_is_another() throws IOException {
        thread(20, 20, 1, "web", 500);
        assertThat(owner(20, 500 * TICK).process()).isNotNull();
        assertThat(owner(20, 500 * TICK - 1)).isEqualTo(ThreadOwner.UNKNOWN);
        thread(21, 20, 1, "worker", 600);
        assertThat(owner(21, 599 * TICK)).isEqualTo(ThreadOwner.UNKNOWN);
    }

    @Test
    void a_name_a_namespace_and_another_process_are_seen_when_what_was_found_holds_no_more() throws IOException {
        thread(20, 20, 1, "sh", 500);
        // Each look is as old as the host is, beside these times.
        ThreadOwners owners = new ThreadOwners(proc, Long.MIN_VALUE);
        assertThat(owners.of(20, 900 * TICK)).isEqualTo(new ThreadOwner(new ActingProcess(20, 500, "sh"), 7));
        thread(20, 20, 1, "curl", 500);
        namespace("20", "net", 8);
        assertThat(owners.of(20, 900 * TICK)).isEqualTo(new ThreadOwner(new ActingProcess(20, 500, "curl"), 8));
        thread(20, 19, 1, "worker", 700);
        thread(19, 19, 1, "web", 600);
        assertThat(owners.of(20, 900 * TICK)).isEqualTo(new ThreadOwner(new ActingProcess(19, 600, "web"), 7));
        assertThat(owners.of(20, 699 * TICK)).isEqualTo(ThreadOwner.UNKNOWN);
        Files.delete(proc.resolve("20/stat"));
        assertThat(owners.of(20, 900 * TICK)).isEqualTo(ThreadOwner.UNKNOWN);
    }

    @Test
    void what_was_found_is_not_told_of_what_happened_before_it_began() throws IOException {
        thread(20, 20, 1, "web", 500);
        ThreadOwners owners = new ThreadOwners(proc, Long.MAX_VALUE);
        assertThat(owners.of(20, 501 * TICK).process()).isNotNull();
        assertThat(owners.of(20, 499 * TICK)).isEqualTo(ThreadOwner.UNKNOWN);
    }

    @Test
    void who_works_for_others_is_nobody() throws IOException {
        thread(2, 2, 0, "kthreadd", 0);
        thread(30, 30, 2, "kworker/0:1", 1);
        assertThat(owner(2, 900 * TICK)).isEqualTo(ThreadOwner.UNKNOWN);
        assertThat(owner(30, 900 * TICK)).isEqualTo(ThreadOwner.UNKNOWN);
        assertThat(owner(40, 900 * TICK)).as("who is gone").isEqualTo(ThreadOwner.UNKNOWN);
    }

    @Test
    void nobody_is_known_in_a_pid_namespace_of_its_own() throws IOException {
        thread(20, 20, 1, "web", 500);
        namespace("self", "pid", FIRST + 1);
        assertThat(owner(20, 900 * TICK)).isEqualTo(ThreadOwner.UNKNOWN);
    }

    @Test
    void the_time_that_a_host_has_slept_is_of_the_start_and_not_of_the_trace() throws IOException {
        long now = System.nanoTime();
        long slept = 3_600_000_000_000L;
        Files.writeString(proc.resolve("uptime"), String.format(Locale.ROOT, "%.2f 1.00%n", (now + slept) / 1e9));
        thread(20, 20, 1, "web", (now + slept) / TICK);
        assertThat(owner(20, now + 1_000 * TICK).process()).isNotNull();
        assertThat(owner(20, now - 1_000 * TICK)).isEqualTo(ThreadOwner.UNKNOWN);
    }
}
