package io.connflux.cli.options.trace;

import io.connflux.cli.options.value.DurationOption;
import io.connflux.observation.ObservationSource;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.tracefs.TraceSettings;
import io.connflux.stream.tracefs.Tracefs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Whether the kernel's trace is read beside the polls. */
public final class TraceOptions {

    private static final String OFF = "off";
    private static final String AUTO = "auto";

    /**
     * Kilobytes of a CPU's buffer in the kernel, and of all: a Java that has just started reads slowly for seconds. Too low, and changes
     * are lost then; too high, and the kernel has less memory for others.
     */
    private static final int LARGE_BUFFER = 8 << 10;

    private static final int MOST_BUFFER = 64 << 10;

    @Option(
            names = "--trace",
            paramLabel = "T",
            completionCandidates = Words.class,
            converter = WordOrFolder.class,
            description = "TCP as it happens: auto, off, PATH (default: off).")
    private String trace = OFF;

    @Option(
            names = "--resync",
            paramLabel = "D",
            converter = DurationOption.class,
            description = "Polls with a trace: 10s, or --interval for UDP.")
    private @Nullable Duration resync;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** What a shell offers. */
    static final class Words implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return List.of(AUTO, OFF).iterator();
        }
    }

    /** A folder has to be there, unless it may be one that this user is not shown. */
    static final class WordOrFolder implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            return List.of(AUTO, OFF).contains(value) ? value : folder(value);
        }

        private static String folder(String value) {
            try {
                // An empty path would be the current folder.
                if (value.isEmpty()
                        || !Files.readAttributes(Path.of(value), BasicFileAttributes.class)
                                .isDirectory()) {
                    throw new TypeConversionException("'" + value + "' is no folder; a prepared instance is one");
                }
            } catch (NoSuchFileException | InvalidPathException e) {
                throw new TypeConversionException("'" + value + "' is none of " + AUTO + ", " + OFF
                        + " and the folder of a prepared instance: connflux trace-setup makes one");
            } catch (IOException e) {
                // The stream ends with it, which says why.
                return value;
            }
            return value;
        }
    }

    /** Kilobytes for each CPU. */
    private static int buffer() {
        int share = MOST_BUFFER / Runtime.getRuntime().availableProcessors();
        return Math.max(TraceSettings.DEFAULT.kilobytes(), Math.min(LARGE_BUFFER, share));
    }

    /** Whether there is to be more than polls. */
    public boolean isAsked(boolean complete) {
        return complete || !trace.equals(OFF);
    }

    /**
     * What is read beside the polls; null for nothing.
     *
     * @param complete whether it is to be used where it can be, whatever else is said
     * @param beside what is polled: of ports that cannot be told the kernel need not tell
     * @param netlink what that is to tell too
     * @param otherwise what is said, with the reason, where nothing is used
     * @param err where it is said what is used, and why nothing is
     * @throws ParameterException where something is said that nothing is asked for, or an instance is named that would tell nothing
     */
    public @Nullable Trace asked(
            boolean complete, Polls beside, NetlinkEnds netlink, Supplier<String> otherwise, PrintStream err) {
        if (!isAsked(complete)) {
            if (resync != null) {
                throw new ParameterException(
                        command.commandLine(),
                        "Invalid value for option '--resync': it is for polls beside '--trace', and without that"
                                + " they come each '--interval'");
            }
            return null;
        }
        Duration polls = resync == null ? beside.resync() : resync;
        String asked = trace.equals(OFF) ? AUTO : trace;
        if (!beside.unfit().isEmpty()) {
            if (!asked.equals(AUTO)) {
                throw new ParameterException(
                        command.commandLine(), "Invalid value for option '--trace': " + beside.unfit());
            }
            err.println("connflux: " + otherwise.get() + ": " + beside.unfit());
            return null;
        }
        Tracefs found = asked.equals(AUTO)
                ? Tracefs.at(Tracefs.ROOT)
                        .with(TraceSettings.DEFAULT.withKilobytes(buffer()))
                        .of(beside.told())
                : Tracefs.prepared(Path.of(asked));
        ObservationSource opened;
        try {
            opened = OpenedSource.of(found);
        } catch (IOException e) {
            if (!asked.equals(AUTO)) {
                // The stream ends with it.
                return new Trace(List.of(found), polls);
            }
            err.println("connflux: " + otherwise.get() + ": " + e.getMessage());
            return null;
        }
        List<String> missing = found.missing();
        List<String> unprepared = found.unprepared();
        if (!unprepared.isEmpty()) {
            err.println("connflux: " + asked + " does not tell of " + String.join(", ", unprepared)
                    + ", so that how some end and whose some were is not known: 'connflux trace-setup' makes it anew");
        }
        NetlinkEnds.Joined joined = netlink.with(opened);
        err.println("connflux: each change of TCP as it happens, by the kernel's trace" + joined.words()
                + "; all else by polls every "
                + DurationOption.words(polls)
                + (missing.isEmpty()
                        ? ""
                        : "; how some end is not known, as this kernel has no " + String.join(", ", missing)));
        return new Trace(joined.sources(), polls);
    }

    /**
     * A trace that is read.
     *
     * @param resync time between two polls
     */
    public record Trace(List<ObservationSource> sources, Duration resync) {
        /** The stream with it. */
        public ConnectionStream of(ConnectionStream stream) {
            return stream.every(resync).observing(sources.toArray(ObservationSource[]::new));
        }
    }
}
