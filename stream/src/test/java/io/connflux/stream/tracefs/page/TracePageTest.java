package io.connflux.stream.tracefs.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no page of a quiet kernel has, in both byte orders. */
class TracePageTest {

    private static final Field FIRST = new Field(0, Integer.BYTES);
    private static final long STAMP = 1_000_000_000_000L;

    static List<ByteOrder> orders() {
        return List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);
    }

    private final List<Integer> entries = new ArrayList<>();

    private void entry(ByteOrder order, int kind, int delta, int... words) {
        entries.add(order == ByteOrder.LITTLE_ENDIAN ? kind | delta << 5 : kind << 27 | delta);
        for (int word : words) {
            entries.add(word);
        }
    }

    private TracePage page(ByteOrder order, long flags) throws IOException {
        TracePage page = new TracePage(new PageLayout(new Field(0, 8), new Field(8, 8), new Field(16, 4080)), order);
        ByteBuffer bytes = page.bytes();
        bytes.putLong(STAMP).putLong(entries.size() * 4L | flags);
        entries.forEach(bytes::putInt);
        bytes.putLong(42);
        bytes.position(bytes.capacity());
        page.begin();
        return page;
    }

    private static List<String> read(TracePage page) throws IOException {
        List<String> all = new ArrayList<>();
        while (page.next()) {
            all.add(page.number(FIRST) + " at " + (page.nanos() - STAMP));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("orders")
    void times_add_up_over_extended_absolute_and_taken_back_ones(ByteOrder order) throws IOException {
        entry(order, 1, 5, 100);
        entry(order, 30, 7, 2);
        entry(order, 1, 0, 101);
        entry(order, 29, 3, 12, 0, 0);
        entry(order, 2, 1, 102, 0);
        entry(order, 31, 9, (int) (STAMP >>> 27) + 64);
        entry(order, 0, 0, 8, 103);
        entry(order, 29, 0);
        entry(order, 1, 1, 104);
        long extended = (2L << 27) + 7;
        long absolute = (((STAMP >>> 27) + 64) << 27) + 9 - STAMP;
        assertThat(read(page(order, 0)))
                .containsExactly(
                        "100 at 5", "101 at " + (5 + extended), "102 at " + (5 + extended + 4), "103 at " + absolute);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void lost_ones_are_counted_where_there_was_room_for_their_number(ByteOrder order) throws IOException {
        entry(order, 1, 5, 100);
        assertThat(page(order, 0).lost()).isZero();
        assertThat(page(order, 1L << 31).lost()).isEqualTo(-1);
        TracePage counted = page(order, 3L << 30);
        assertThat(counted.lost()).isEqualTo(42);
        assertThat(read(counted)).containsExactly("100 at 5");
    }

    @ParameterizedTest
    @MethodSource("orders")
    void an_entry_that_is_longer_than_its_page_is_damage(ByteOrder order) throws IOException {
        entry(order, 3, 5, 100);
        TracePage page = page(order, 0);
        assertThatThrownBy(page::next).isInstanceOf(IOException.class).hasMessageContaining("an entry of 12 bytes");
    }

    @ParameterizedTest
    @MethodSource("orders")
    void a_length_of_nothing_ends_the_page_with_an_error(ByteOrder order) throws IOException {
        entry(order, 0, 0, 0);
        TracePage page = page(order, 0);
        assertThatThrownBy(page::next).isInstanceOf(IOException.class).hasMessageContaining("an entry of -4 bytes");
    }
}
