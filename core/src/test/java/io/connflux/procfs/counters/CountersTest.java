package io.connflux.procfs.counters;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.table.KernelCounters;
import org.junit.jupiter.api.Test;

class CountersTest {

    private static final long WIDTH = 1L << 32;

    private static KernelCounters counters(long active, long passive) {
        return new KernelCounters(active, passive, 0, 0);
    }

    @Test
    void a_counter_of_32_bits_that_begins_at_0_again_goes_on() {
        assertThat(counters(3, 20).since(counters(WIDTH - 5, 10))).isEqualTo(counters(8, 10));
        assertThat(counters(3, 4).since(counters(WIDTH - 1, WIDTH - 2)).opens()).isEqualTo(10);
    }

    @Test
    void a_counter_of_64_bits_goes_on_beyond() {
        assertThat(counters(WIDTH + 3, 20).since(counters(WIDTH - 5, 10))).isEqualTo(counters(8, 10));
    }

    @Test
    void counters_that_went_back_otherwise_began_at_0() {
        assertThat(counters(7, 4).since(counters(1_000, 2))).isEqualTo(counters(7, 4));
        assertThat(counters(7, 4).since(counters(3 * WIDTH, 2))).isEqualTo(counters(7, 4));
    }

    @Test
    void the_sum_of_namespaces_takes_a_wrap_for_no_other_namespace() {
        CounterSum sum = new CounterSum();
        sum.put(1, counters(WIDTH - 10, 5));
        sum.put(2, counters(100, 0));
        sum.put(1, counters(6, 7));
        assertThat(sum.sum()).isEqualTo(counters(WIDTH + 6 + 100, 7));
        sum.put(2, counters(3, 0));
        assertThat(sum.sum()).isEqualTo(counters(WIDTH + 6 + 103, 7));
    }
}
