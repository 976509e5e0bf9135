package io.connflux.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessChoiceTest {

    private static final OwnerProcess PROCESS = new OwnerProcess(
            7,
            1,
            Instant.EPOCH,
            "worker",
            "/usr/sbin/nginx",
            null,
            33,
            "www-data",
            new ControlGroup("3f4e00", "docker", "0d1c", null));

    private static boolean matches(Set<Integer> pids, Set<String> names, Set<String> users, Set<String> containers) {
        return new ProcessChoice(pids, names, users, containers).matches(PROCESS);
    }

    @Test
    void nothing_that_is_named_means_any() {
        assertThat(ProcessChoice.ANY.matches(PROCESS)).isTrue();
    }

    @Test
    void one_of_each_set_has_to_be_true() {
        assertThat(matches(Set.of(6, 7), Set.of(), Set.of(), Set.of())).isTrue();
        assertThat(matches(Set.of(6), Set.of(), Set.of(), Set.of())).isFalse();
        assertThat(matches(Set.of(7), Set.of("worker"), Set.of("33"), Set.of("3f")))
                .isTrue();
        assertThat(matches(Set.of(7), Set.of("other"), Set.of("33"), Set.of("3f")))
                .isFalse();
    }

    @Test
    void a_name_is_of_the_process_or_of_its_program() {
        assertThat(matches(Set.of(), Set.of("nginx"), Set.of(), Set.of())).isTrue();
        assertThat(matches(Set.of(), Set.of("sbin/nginx"), Set.of(), Set.of())).isFalse();
    }

    @Test
    void a_user_is_a_name_or_an_id_and_a_container_an_id_or_its_start_or_a_pod() {
        assertThat(matches(Set.of(), Set.of(), Set.of("www-data"), Set.of())).isTrue();
        assertThat(matches(Set.of(), Set.of(), Set.of("3"), Set.of())).isFalse();
        assertThat(matches(Set.of(), Set.of(), Set.of(), Set.of("0d1c"))).isTrue();
        assertThat(matches(Set.of(), Set.of(), Set.of(), Set.of("0d"))).isFalse();
    }
}
