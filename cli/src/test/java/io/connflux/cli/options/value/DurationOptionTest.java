package io.connflux.cli.options.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class DurationOptionTest {

    private final DurationOption option = new DurationOption();

    @Test
    void a_number_alone_is_seconds_and_parts_of_a_unit_are_taken() {
        assertThat(option.convert("1")).isEqualTo(Duration.ofSeconds(1));
        assertThat(option.convert("1.5s")).isEqualTo(Duration.ofMillis(1_500));
        assertThat(option.convert("0.05")).isEqualTo(Duration.ofMillis(50));
        assertThat(option.convert("0.5h")).isEqualTo(Duration.ofMinutes(30));
        assertThat(option.convert("87600h")).isEqualTo(Duration.ofDays(3_650));
        assertThat(option.convert("250ms")).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void it_is_said_in_the_largest_unit_that_it_is_some_of() {
        for (String said : new String[] {"10ms", "1500ms", "1s", "90s", "1m", "90m", "1h", "87600h"}) {
            assertThat(DurationOption.words(option.convert(said))).isEqualTo(said);
        }
        assertThat(DurationOption.words(option.convert("3600s"))).isEqualTo("1h");
    }

    @Test
    void what_is_none_is_refused() {
        for (String wrong :
                new String[] {"", "s", "1x", "-1s", "1.s", ".5s", "1,5s", "1 s", "1e3s", "0", "0.001s", "87601h"}) {
            assertThatThrownBy(() -> option.convert(wrong))
                    .as("'%s'", wrong)
                    .isInstanceOf(TypeConversionException.class)
                    .hasMessageStartingWith("'" + wrong + "' is ");
        }
    }
}
