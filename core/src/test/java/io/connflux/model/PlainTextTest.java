package io.connflux.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void each_character_that_does_something_is_replaced_and_no_other() {
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT).forEach(c -> {
            boolean acts = Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || c == 0x2028
                    || c == 0x2029
                    || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
            String text = "a" + Character.toString(c) + "b";
            String replaced = c == '\t' || c == '\n' || c == '\r' ? "a b" : "a\uFFFDb";
            String expected = acts ? replaced : text;
            if (!PlainText.of(text).equals(expected)) {
                assertThat(PlainText.of(text)).as("U+%04X", c).isEqualTo(expected);
            }
        });
    }

    @Test
    void the_controls_of_direction_are_among_them() {
        IntStream.of(
                        0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069,
                        0xE0041)
                .forEach(c -> assertThat(PlainText.isPlain(c)).as("U+%04X", c).isFalse());
    }

    @Test
    void letters_of_all_scripts_and_pictures_stay() {
        assertThat(PlainText.of("nginx größe 日本語 עברית 🦀")).isEqualTo("nginx größe 日本語 עברית 🦀");
    }

    @Test
    void a_start_cuts_no_character_in_two() {
        assertThat(PlainText.start("🦀🦀", 3)).isEqualTo("🦀…");
        assertThat(PlainText.start("🦀🦀", 4)).isEqualTo("🦀🦀");
    }
}
