package io.connflux.stream.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeTextTest {

    private static final long YEAR_0 = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_10000 = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private static void check(TimeText text, String format, long seed) {
        DateTimeFormatter expected = DateTimeFormatter.ofPattern(format).withZone(ZoneOffset.UTC);
        Random random = new Random(seed);
        Instant time = Instant.EPOCH;
        for (int i = 0; i < 10_000; i++) {
            // Now another day and now the same one, and now and then the same time.
            time = switch (random.nextInt(3)) {
                case 0 -> Instant.ofEpochSecond(random.nextLong(YEAR_0, YEAR_10000), 1 + random.nextInt(999_999_999));
                case 1 -> time.plusMillis(1 + random.nextInt(1_000)).plusNanos(1);
                default -> time;
            };
            if (!time.equals(time.truncatedTo(ChronoUnit.SECONDS))) {
                assertThat(new String(text.of(time), StandardCharsets.US_ASCII))
                        .as("seed %d", seed)
                        .isEqualTo(expected.format(time));
            }
        }
    }

    @Test
    void each_time_is_written_whatever_was_before_it() {
        check(TimeText.ofMillis(), "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", 1);
        check(TimeText.ofHundredths(), "uuuu-MM-dd'T'HH:mm:ss.SS'Z'", 2);
    }

    @Test
    void a_whole_second_has_no_hundredths_but_milliseconds() {
        Instant whole = Instant.parse("2026-11-24T10:00:01Z");
        TimeText hundredths = TimeText.ofHundredths();
        assertThat(hundredths.of(whole.plusMillis(250))).asString().isEqualTo("2026-11-24T10:00:01.25Z");
        assertThat(hundredths.of(whole)).asString().isEqualTo("2026-11-24T10:00:01Z");
        assertThat(TimeText.ofMillis().of(whole)).asString().isEqualTo("2026-11-24T10:00:01.000Z");
    }
}
