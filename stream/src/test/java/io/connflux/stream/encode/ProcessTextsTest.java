package io.connflux.stream.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.OwnerProcess;
import io.connflux.stream.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTextsTest {

    private static final OwnerProcess NGINX = GoldenEvents.process(812, "/usr/sbin/nginx");

    private final JsonBytes out = new JsonBytes();
    private final List<OwnerProcess> written = new ArrayList<>();
    private final ProcessTexts texts = new ProcessTexts(out, process -> {
        written.add(process);
        out.string(process.name());
    });

    private String text() {
        String text = new String(out.copy(), StandardCharsets.UTF_8);
        out.clear();
        return text;
    }

    private static OwnerProcess named(int pid, String name) {
        return new OwnerProcess(pid, 7, NGINX.started(), name, null, null, 0, null, NGINX.group());
    }

    @Test
    void what_is_said_of_a_process_is_written_once_and_the_same_each_time() {
        texts.append(NGINX, true);
        texts.append(GoldenEvents.process(812, "/usr/sbin/nginx"), true);
        assertThat(written).hasSize(1);
        assertThat(text()).isEqualTo("\"nginx\"\"nginx\"");
    }

    @Test
    void a_process_that_became_another_and_one_in_its_place_are_told_as_they_are() {
        texts.append(named(812, "sh"), true);
        texts.append(named(812, "ls"), true);
        texts.append(named(812 + 256, "cat"), true);
        texts.append(named(812, "ls"), true);
        assertThat(text()).isEqualTo("\"sh\"\"ls\"\"cat\"\"ls\"");
    }

    @Test
    void a_text_that_was_shortened_for_one_line_is_not_that_of_the_next_nor_the_whole_one_that_of_a_short_line() {
        OwnerProcess process = named(1, "n".repeat(100));
        out.longestText(60);
        texts.append(process, false);
        assertThat(text()).contains("more characters");
        out.longestText(1_000);
        texts.append(process, true);
        assertThat(text()).hasSize(102);
        out.longestText(60);
        texts.append(process, false);
        assertThat(text()).contains("more characters");
    }

    @Test
    void a_great_text_is_not_kept() {
        OwnerProcess process = named(1, "n".repeat(2_000));
        texts.append(process, true);
        texts.append(process, true);
        assertThat(written).hasSize(2);
    }
}
