package io.connflux.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TerminalWidthTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final AtomicInteger terminal = new AtomicInteger(120);
    private final AtomicInteger looks = new AtomicInteger();

    private TerminalWidth width(int first) {
        return new TerminalWidth(
                first,
                () -> {
                    looks.incrementAndGet();
                    return terminal.get();
                },
                now::get);
    }

    @Test
    void what_the_launcher_measured_is_taken_without_another_look() {
        assertThat(width(100).getAsInt()).isEqualTo(100);
        assertThat(looks).hasValue(0);
    }

    @Test
    void a_terminal_that_was_resized_is_used_at_its_new_width_within_a_second() {
        TerminalWidth width = width(0);
        assertThat(width.getAsInt()).isEqualTo(120);
        terminal.set(60);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(width.getAsInt()).isEqualTo(60);
        assertThat(looks).hasValue(2);
    }

    @Test
    void it_is_asked_once_a_second_at_most() {
        TerminalWidth width = width(100);
        for (int i = 0; i < 10_000; i++) {
            width.getAsInt();
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        }
        assertThat(looks).hasValue(9);
    }

    @Test
    void where_it_cannot_be_measured_the_last_width_or_the_usual_one_is_used() {
        terminal.set(0);
        assertThat(width(0).getAsInt()).isEqualTo(80);
        TerminalWidth width = width(100);
        now.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(width.getAsInt()).isEqualTo(100);
    }
}
