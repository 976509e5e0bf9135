package io.connflux.stream.netlink.dump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DumpTest {

    @Test
    void a_message_is_taken_for_full_where_a_row_more_may_not_have_had_room() {
        for (int memory : new int[] {4096, 16384, 32768}) {
            assertThat(Dump.mayBeFull(memory - 320, 124)).isTrue();
            assertThat(Dump.mayBeFull(memory - 320 - 124, 124)).isTrue();
        }
        assertThat(Dump.mayBeFull(1000, 124)).isFalse();
        assertThat(Dump.mayBeFull(20_000, 124)).isFalse();
    }
}
