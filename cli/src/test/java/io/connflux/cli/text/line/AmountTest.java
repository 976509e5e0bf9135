package io.connflux.cli.text.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AmountTest {

    @Test
    void a_number_of_bytes_is_at_most_four_characters_for_people() {
        assertThat(LongStream.of(
                                0, 999, 1000, 1_234, 9_949, 9_950, 12_345, 999_499, 999_500, 34_000_000, Long.MAX_VALUE)
                        .mapToObj(Amount::of))
                .containsExactly("0", "999", "1.0k", "1.2k", "9.9k", "10k", "12k", "999k", "1.0M", "34M", "9.2E");
    }
}
