package io.connflux.stream.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonBytesTest {

    private final JsonBytes out = new JsonBytes();

    private String text() {
        String text = new String(out.copy(), StandardCharsets.UTF_8);
        out.clear();
        return text;
    }

    @Test
    void a_number_of_any_length_has_its_digits() {
        for (int shift = 0; shift < 64; shift++) {
            for (long value : new long[] {1L << shift, (1L << shift) - 1, -(1L << shift)}) {
                out.number(value);
                assertThat(text()).isEqualTo(Long.toString(value));
            }
        }
        long power = 1;
        for (int digits = 1; digits < 19; digits++, power *= 10) {
            assertThat(out.number(power - 1).character(' ').number(power).length())
                    .isPositive();
            assertThat(text()).isEqualTo((power - 1) + " " + power);
        }
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            out.number(value);
            assertThat(text()).as("seed 1").isEqualTo(Long.toString(value));
        }
    }

    @Test
    void a_padded_number_has_as_many_digits_as_it_should() {
        for (int digits = 1; digits <= 9; digits++) {
            out.padded(7, digits);
            assertThat(text()).isEqualTo("0".repeat(digits - 1) + "7");
        }
        out.padded(987_654_321, 9);
        assertThat(text()).isEqualTo("987654321");
    }

    @Test
    void the_end_of_a_text_is_a_string_too() {
        out.string("/usr/bin/\"x\"", 9).string("/usr/bin/nginx", 9).string("/", 1);
        assertThat(text()).isEqualTo("\"\\\"x\\\"\"\"nginx\"\"\"");
        out.longestText(60);
        out.string("/é" + "x".repeat(100), 1);
        assertThat(text()).isEqualTo("\"é" + "x".repeat(10) + " ... (90 more characters)\"");
    }

    @Test
    void what_stands_there_is_added_again_however_long_it_is() {
        String long_ = "x".repeat(4_000);
        out.ascii("ab").ascii(long_).again(1, 4_002);
        assertThat(text()).isEqualTo("ab" + long_ + "b" + long_);
    }
}
