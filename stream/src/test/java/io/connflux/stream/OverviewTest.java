package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The uses that the documentation of this package shows. */
class OverviewTest {

    @TempDir
    private Path project;

    @Test
    void each_use_compiles_as_it_stands_behind_the_stream_of_the_first() throws Exception {
        String text = Files.readString(Path.of("src/main/java/io/connflux/stream/package-info.java"));
        List<String> uses = Pattern.compile("<pre>\\{@code\n(.*?) \\* }</pre>", Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(use -> use.group(1).replaceAll("(?m)^ \\* ?", ""))
                .toList();
        assertThat(uses).hasSize(11);
        String others = uses.stream().skip(1).map(use -> "{\n" + use + "}\n").collect(Collectors.joining());
        new JavaLines(project).compile(uses.get(0) + others);
    }
}
