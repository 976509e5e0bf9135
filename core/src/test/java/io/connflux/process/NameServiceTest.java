package io.connflux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.connflux.process.names.NameService;
import io.connflux.table.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Names that {@code etc/passwd} does not have. A script stands in for {@code getent} where that has to fail. */
class NameServiceTest extends SearchedHost {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration AMPLE = Duration.ofSeconds(20);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private void process(int pid, long uid) throws IOException {
        host.process(pid, pid, 1, "job");
        host.user(pid, uid);
        host.opens(pid, 3, 1_000 + pid);
    }

    private void askWith(String lines) throws IOException {
        search = search.withNames(new NameService(script(lines)));
    }

    /** @param lines what it does with {@code $2}, the uid */
    private String script(String lines) throws IOException {
        Path script = Files.writeString(
                root.resolve("getent"), "#!/bin/sh\ncd '" + root + "'\necho \"$*\" >>asked\n" + lines + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(root.resolve("asked"));
    }

    private void poll(Duration allowed) {
        Snapshot snapshot = Snapshot.of(now, host.snapshot().connections());
        long end = System.nanoTime() + allowed.toNanos();
        search.follow(snapshot, () -> System.nanoTime() - end > 0);
        now = now.plusMillis(100);
    }

    private @Nullable String user(int pid) {
        return holder(1_000 + pid).user();
    }

    @Test
    void the_real_getent_knows_users_that_the_file_beside_proc_does_not() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/getent")), "no getent here");
        process(20, 1);
        process(21, 3_999_999_999L);
        search = search.withGetent();
        poll(AMPLE);
        assertThat(user(20)).isEqualTo("daemon");
        assertThat(user(21)).isNull();
        assertThat(search.getentProblem()).isNull();
    }

    @Test
    void a_user_is_asked_for_once_be_there_one_or_not_and_one_of_the_file_never() throws IOException {
        process(20, 4_711);
        process(21, 4_711);
        process(22, 4_712);
        process(23, 33);
        askWith("[ $2 = 4711 ] && echo deploy:x:4711:5::/:/bin/sh || exit 2");
        for (int i = 0; i < 5; i++) {
            poll(AMPLE);
        }
        assertThat(user(20)).isEqualTo("deploy");
        assertThat(user(21)).isEqualTo("deploy");
        assertThat(user(22)).isNull();
        assertThat(user(23)).isEqualTo("web");
        assertThat(asked()).containsExactlyInAnyOrder("passwd 4711", "passwd 4712");
    }

    @Test
    void without_being_asked_no_process_is_started() throws IOException {
        process(20, 4_711);
        poll(AMPLE);
        assertThat(user(20)).isNull();
        assertThat(search.getentProblem()).isNull();
    }

    @Test
    void an_answer_that_takes_long_delays_no_poll_and_comes_with_a_later_one() throws IOException {
        process(20, 4_711);
        askWith("while ! [ -e answer ]; do sleep 0.02; done; echo deploy:x:4711:5::/:/bin/sh");
        poll(SHORT);
        poll(SHORT);
        assertThat(user(20)).isNull();
        Files.createFile(root.resolve("answer"));
        Instant soon = now;
        await().untilAsserted(() -> {
            now = soon;
            poll(SHORT);
            assertThat(user(20)).isEqualTo("deploy");
        });
        assertThat(asked()).hasSize(1);
    }

    @Test
    void one_that_gives_no_answer_is_killed_and_told_and_the_next_is_asked_a_minute_later() throws IOException {
        process(20, 4_711);
        askWith("echo $$ >pid; exec sleep 100");
        poll(SHORT);
        await().until(() -> Files.exists(root.resolve("pid"))
                && !Files.readString(root.resolve("pid")).isEmpty());
        process(21, 4_712);
        now = now.plusSeconds(2);
        poll(SHORT);
        assertThat(search.getentProblem()).contains("passwd 4711' gave no answer within 2 s");
        long pid = Long.parseLong(Files.readString(root.resolve("pid")).strip());
        await().until(() -> ProcessHandle.of(pid).isEmpty());
        poll(SHORT);
        assertThat(asked()).hasSize(1);
        now = now.plusSeconds(61);
        poll(SHORT);
        await().until(() -> asked().contains("passwd 4712"));
        poll(SHORT);
        now = now.plusSeconds(3);
        poll(SHORT);
    }

    @Test
    void where_a_poll_has_all_the_time_it_waits_for_two_seconds_and_no_longer() throws IOException {
        process(20, 4_711);
        process(21, 4_712);
        askWith("exec sleep 100");
        long begun = System.nanoTime();
        poll(AMPLE);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
        assertThat(asked()).hasSize(1);
    }

    @Test
    void an_interrupted_search_kills_it_and_stays_interrupted() throws IOException {
        NameService service = new NameService(script("exec sleep 100"));
        service.want(4_711);
        Thread.currentThread().interrupt();
        service.ask(now, () -> false);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(service.problem()).contains("was interrupted");
    }

    @Test
    void what_is_no_answer_is_told() throws IOException {
        process(20, 4_711);
        assertProblem("exit 3", "ended with status 3");
        assertProblem("echo deploy:x:4712:5::/:/bin/sh", "printed no such user");
        assertProblem("echo nonsense", "printed no such user");
        assertProblem("true", "printed no such user");
        search = search.withNames(new NameService(root.resolve("missing").toString()));
        poll(AMPLE);
        assertThat(search.getentProblem()).contains("missing", "No such file");
    }

    private void assertProblem(String lines, String problem) throws IOException {
        askWith(lines);
        poll(AMPLE);
        assertThat(search.getentProblem()).contains(problem);
        assertThat(user(20)).isNull();
    }

    @Test
    void a_name_may_not_write_to_the_terminal() throws IOException {
        process(20, 4_711);
        askWith("printf 'a\\033[2Jb:x:4711:5::/:/bin/sh\\n'");
        poll(AMPLE);
        assertThat(user(20)).isEqualTo("a\uFFFD[2Jb");
    }

    @Test
    void a_uid_that_was_given_to_another_user_is_asked_for_anew() throws IOException {
        process(20, 61_184);
        askWith("echo $(cat name):x:61184:5::/:/bin/sh");
        Files.writeString(root.resolve("name"), "first");
        poll(AMPLE);
        assertThat(user(20)).isEqualTo("first");
        Files.writeString(root.resolve("name"), "second");
        now = now.plus(Duration.ofMinutes(11));
        poll(AMPLE);
        process(30, 61_184);
        poll(AMPLE);
        assertThat(user(30)).isEqualTo("second");
        assertThat(asked()).hasSize(2);
    }
}
