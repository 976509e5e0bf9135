package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ss} of iproute2 shows, in our words. */
final class Ss {

    /** The states of which {@code ss} has words of its own; the others differ in a hyphen. */
    private static final Map<String, String> STATES = Map.of(
            "ESTAB", "ESTABLISHED", "UNCONN", "UNCONNECTED", "FIN-WAIT-1", "FIN_WAIT1", "FIN-WAIT-2", "FIN_WAIT2");

    /** State, two queues, local and peer. */
    private static final Pattern LINE = Pattern.compile("(\\S+) +\\d+ +\\d+ +(\\S+) +(\\S+).*");

    private Ss() {}

    static void assumeThere() throws Exception {
        try {
            output("ss", "-V");
        } catch (IOException e) {
            assumeTrue(false, "no ss of iproute2 here to compare with: " + e.getMessage());
        }
    }

    /**
     * Its rows.
     *
     * @param kept by local and remote endpoint
     */
    static Set<String> rows(String protocol, String option, BiPredicate<String, String> kept) throws Exception {
        return rows(protocol, kept, "ss", option);
    }

    /** Those that a command says which calls it. */
    static Set<String> rows(String protocol, BiPredicate<String, String> kept, String... command) throws Exception {
        Set<String> rows = new TreeSet<>();
        for (String line : output(command).lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            String word = matcher.group(1);
            String state = STATES.getOrDefault(word, word.replace('-', '_'));
            String local = matcher.group(2);
            if (kept.test(local, matcher.group(3))) {
                rows.add(row(local.startsWith("[") ? protocol + "6" : protocol, state, local, matcher.group(3)));
            }
        }
        return rows;
    }

    /** A row in the same words. Where there is no peer, {@code ss} shows a star. */
    static String row(String protocol, String state, String local, String remote) {
        boolean peer = !state.equals("LISTEN") && !state.equals("UNCONNECTED");
        return protocol + " " + state + " " + local + (peer ? " " + remote : "");
    }

    static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return text;
    }
}
