package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blocks of the README that are for other programs, as they stand there. */
final class ReadmeBlocks {

    private ReadmeBlocks() {}

    /**
     * The first block of a language behind a heading or a word in bold.
     *
     * @param title as {@code logrotate} in {@code **logrotate**}
     */
    static String after(String title, String language) throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        Matcher matcher = Pattern.compile(
                        "\\*\\*" + Pattern.quote(title) + "\\*\\*.*?```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(readme);
        assertThat(matcher.find())
                .as("a block of %s behind **%s** in README.md", language, title)
                .isTrue();
        return matcher.group(1);
    }
}
