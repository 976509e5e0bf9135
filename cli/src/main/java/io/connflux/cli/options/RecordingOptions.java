package io.connflux.cli.options;

import io.connflux.cli.options.value.SpeedOption;
import io.connflux.cli.options.value.TimeOption;
import io.connflux.stream.replay.Recording;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is played, and from when to when. */
public final class RecordingOptions {

    private static final String STANDARD_INPUT = "-";

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "What 'watch --existing --format json' printed, or gzip of it, in any order; '-' is standard input; or"
                            + " the DIR of --raw. Further words choose, see 'connflux filter --help'.")
    private List<String> words = List.of();

    @Option(
            names = "--speed",
            paramLabel = "N",
            converter = SpeedOption.class,
            completionCandidates = SpeedOption.Words.class,
            description = "N times as fast as it happened, or max (default: 1).")
    private double speed = 1;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeOption.class,
            description = "Begin then: 2026-11-24T10:00:00Z, or local without Z.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", converter = TimeOption.class, description = "End then.")
    private @Nullable Instant to;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** The files: the words up to the first that names none. */
    public List<Path> files() {
        return words.subList(0, count()).stream().map(RecordingOptions::path).toList();
    }

    /** The words behind them, of an expression that chooses connections; none for all. */
    public List<String> expression() {
        return words.subList(count(), words.size());
    }

    private int count() {
        int count = 1;
        while (count < words.size() && isFile(words.get(count))) {
            count++;
        }
        return count;
    }

    private static boolean isFile(String word) {
        try {
            return word.equals(STANDARD_INPUT) || Files.exists(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Path path(String word) {
        return Path.of(word.equals(STANDARD_INPUT) ? "/dev/stdin" : word);
    }

    /** The recording as a whole. */
    public Recording recording() {
        List<Path> files = files();
        for (Path file : files) {
            if (Files.isDirectory(file) && files.size() > 1) {
                throw new ParameterException(
                        command.commandLine(), "'" + file + "' is a directory of polls, which is played alone");
            }
        }
        return Files.isDirectory(files.get(0)) ? Recording.ofPolls(files.get(0)) : Recording.of(files);
    }

    /** The part of it that is played, at the pace that is asked for. */
    public Recording played() {
        try {
            Recording part = recording().between(from, to);
            return Double.isInfinite(speed) ? part.atOnce() : part.speed(speed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    command.commandLine(), "Invalid value for option '--to': " + e.getMessage(), e);
        }
    }

    /** How many times as fast as it happened; infinity for at once. */
    public double speed() {
        return speed;
    }

    /** {@code web.ndjson and 3 more at 10 times its pace}. */
    public String words() {
        int more = files().size() - 1;
        String pace = Double.isInfinite(speed)
                ? "as fast as it can be read"
                : speed == 1
                        ? "at the pace of then"
                        : (speed == Math.rint(speed) ? (long) speed + "" : speed + "") + " times as fast";
        return words.get(0) + (more == 0 ? "" : " and " + more + " more") + " " + pace;
    }
}
