package io.connflux.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.filter.value.HostPorts;
import io.connflux.model.ProcessChoice;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a filter costs: whether owners are needed, and who is looked at first. */
class LikelyHoldersTest {

    private static Filter parse(String expression) {
        return Filter.parse(expression, HostPorts.UNKNOWN);
    }

    private static ProcessChoice pids(Integer... pids) {
        return new ProcessChoice(Set.of(pids), Set.of(), Set.of(), Set.of());
    }

    private static ProcessChoice names(String... names) {
        return new ProcessChoice(Set.of(), Set.of(names), Set.of(), Set.of());
    }

    @Test
    void who_is_named_comes_first() {
        assertThat(parse("pid = 1").processes()).isEqualTo(pids(1));
        assertThat(parse("tcp and pid in {1, 3..5}").processes()).isEqualTo(pids(1, 3, 4, 5));
        assertThat(parse("name = nginx and dport = 443").processes()).isEqualTo(names("nginx"));
        assertThat(parse("name in {a, b}").processes()).isEqualTo(names("a", "b"));
        assertThat(parse("name = a or name = b").processes()).isEqualTo(names("a", "b"));
        assertThat(parse("user = root").processes())
                .isEqualTo(new ProcessChoice(Set.of(), Set.of(), Set.of("root"), Set.of()));
        assertThat(parse("pod = 0d1c").processes())
                .isEqualTo(new ProcessChoice(Set.of(), Set.of(), Set.of(), Set.of("0d1c")));
    }

    /** Both together would leave out a socket that two processes hold, of which one is nginx and the other pid 1. */
    @Test
    void of_several_that_have_to_be_true_the_most_telling_one_is_enough() {
        assertThat(parse("name = nginx and pid = 1").processes()).isEqualTo(pids(1));
        assertThat(parse("user = root and name = nginx").processes()).isEqualTo(names("nginx"));
        assertThat(parse("(name = a or tcp) and name = b").processes()).isEqualTo(names("b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp",
                "not pid = 1",
                "pid = 1 or tcp",
                "pid = 1 or name = a",
                "name ~ a*",
                "name != a",
                "pid > 1",
                "unit = a",
                "uid = 0",
                "exe = /a"
            })
    void where_nobody_is_named_all_are_alike(String expression) {
        assertThat(parse(expression).processes()).isEqualTo(ProcessChoice.ANY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pid 1",
                "name a",
                "exe a",
                "user a",
                "container a",
                "unit a",
                "pod a",
                "tcp and not (udp or pid 1)"
            })
    void owners_are_needed(String expression) {
        assertThat(parse(expression).needsOwners()).isTrue();
        assertThat(parse(expression).usesHistory()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"event = opened", "age > 1s", "id = a", "inbound", "tcp or not (udp or outbound)"})
    void history_is_used(String expression) {
        assertThat(parse(expression).needsOwners()).isFalse();
        assertThat(parse(expression).usesHistory()).isTrue();
    }

    @Test
    void the_columns_are_enough_for_all_else() {
        Filter filter = parse("tcp and state established and host 10.0.0.1 and port 1 and uid 0 and netns blue");
        assertThat(filter.needsOwners()).isFalse();
        assertThat(filter.usesHistory()).isFalse();
        assertThat(filter.explanation()).startsWith(filter + "\n").contains("columns");
        assertThat(parse("name = a").explanation()).contains("owners", "first");
        assertThat(parse("name ~ a").explanation()).contains("owners").doesNotContain("first");
    }
}
