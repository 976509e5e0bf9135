package io.connflux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Processes that were seen to do something, which may be gone, or another program, when they are looked at. */
class ActingOwnersTest extends SearchedHost {

    private static final long LATER = 1_000_000_000L;

    private OwnerProcess acting(String name, long nanos) {
        Owner owner = search.acting(20, 12_345, name, nanos);
        return ((Owner.Held) Objects.requireNonNull(owner)).first();
    }

    @Test
    void one_that_is_there_is_told_with_all_that_a_search_tells_of_it() throws IOException {
        host.process(20, 12_345, 1, "web");
        host.opens(20, 9, 700);
        OwnerProcess told = acting("web", 0);
        poll();
        assertThat(told).isEqualTo(holder(700));
        assertThat(told.started()).isEqualTo(holder(700).started());
        assertThat(told.commandLine()).isEqualTo("/bin/web -x");
    }

    @Test
    void one_that_is_gone_is_told_with_its_name_and_its_start_alone() {
        assertThat(acting("we\u001bb", 0))
                .isEqualTo(new OwnerProcess(
                        20,
                        12_345,
                        Instant.EPOCH,
                        "we\uFFFDb",
                        null,
                        null,
                        OwnerProcess.UNKNOWN_UID,
                        null,
                        ControlGroup.NONE));
        assertThat(acting("web", 0).started()).isEqualTo(Instant.ofEpochSecond(1_000_000_124L));
    }

    @Test
    void another_one_that_has_its_pid_by_now_is_not_told() throws IOException {
        host.process(20, 12_346, 1, "web");
        OwnerProcess told = acting("web", 0);
        assertThat(told.startTicks()).isEqualTo(12_345);
        assertThat(told.commandLine()).isNull();
        assertThat(told.user()).isNull();
    }

    @Test
    void of_a_program_that_it_has_executed_since_nothing_is_told() throws IOException {
        host.process(20, 12_345, 1, "sleep");
        OwnerProcess told = acting("web", 0);
        assertThat(told.name()).isEqualTo("web");
        assertThat(told.executable()).isNull();
        assertThat(told.commandLine()).isNull();
        assertThat(told.user()).isEqualTo("web");
        assertThat(told.group().unit()).isEqualTo("sleep.service");
    }

    @Test
    void what_was_read_while_it_was_there_is_told_after_its_end_and_not_of_another_program() throws IOException {
        host.process(20, 12_345, 1, "web");
        OwnerProcess there = acting("web", 0);
        host.end(20);
        assertThat(acting("web", LATER)).isEqualTo(there);
        assertThat(acting("sleep", LATER).commandLine()).isNull();
    }

    @Test
    void a_program_that_was_executed_is_read_anew_where_its_name_says_so_and_after_a_moment() throws IOException {
        host.process(20, 12_345, 1, "sh");
        assertThat(acting("sh", 0).commandLine()).isEqualTo("/bin/sh -x");
        host.process(20, 12_345, 1, "web");
        assertThat(acting("web", 1).commandLine()).isEqualTo("/bin/web -x");
        assertThat(acting("sh", LATER).commandLine()).isNull();
    }

    @Test
    void nobody_is_told_where_the_pids_may_be_other_processes_numbers() throws IOException {
        host.process(20, 12_345, 1, "web");
        host.ownPidNamespace(4_026_532_000L);
        search = OwnerSearch.at(host.proc());
        assertThat(search.acting(20, 12_345, "web", 0)).isNull();
    }
}
