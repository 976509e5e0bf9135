package io.connflux.cli.options.output;

import io.connflux.filter.Filter;
import io.connflux.stream.sink.Rotation;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where lines go beside what the command does otherwise. */
public final class OutputOptions {

    @Option(
            names = "--output",
            paramLabel = "FILE",
            converter = OutputOption.class,
            description = "Append to FILE[,format=F][,filter=EXPR] too; - is standard output. Repeatable.")
    private List<Output> outputs = List.of();

    @Option(
            names = "--rotate",
            paramLabel = "SIZE",
            converter = SizeOption.class,
            description = "Begin such a file anew at 100MB, for example.")
    private @Nullable Long rotate;

    @Option(names = "--keep", paramLabel = "N", description = "Old files that stay (default: 5).")
    private @Nullable Integer keep;

    @Option(names = "--gzip", description = "Compress old files.")
    private boolean gzip;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Refuses what contradicts itself, or would be passed over in silence. */
    public void check() {
        Set<String> names = new HashSet<>();
        for (Output output : outputs) {
            Path file = output.file();
            if (!names.add(
                    file == null ? "-" : file.toAbsolutePath().normalize().toString())) {
                throw wrong("'--output': '" + (file == null ? "-" : file) + "' is given twice");
            }
        }
        if (rotate != null && files().isEmpty()) {
            throw wrong("'--rotate' is for files, and needs '--output FILE'");
        }
        if (rotate == null && (keep != null || gzip)) {
            throw wrong("'" + (gzip ? "--gzip" : "--keep") + "' is for old files, and needs '--rotate SIZE'");
        }
        if (keep != null && keep < 1) {
            throw wrong("Invalid value for option '--keep': at least 1");
        }
    }

    /** All of them. */
    public List<Output> all() {
        return outputs;
    }

    /** Those that are files. */
    public List<Output> files() {
        return outputs.stream().filter(output -> output.file() != null).toList();
    }

    /** What is said of standard output; null where nothing is. */
    @Nullable
    public Output standard() {
        return outputs.stream()
                .filter(output -> output.file() == null)
                .findFirst()
                .orElse(null);
    }

    /**
     * What is chosen for any of them, so that what is asked of a connection for one of them is looked for.
     *
     * @param usual for those that choose nothing, and for what the command does beside them
     * @param proc beside which the names of services stand
     */
    public Filter anyOf(Filter usual, Path proc) {
        Filter any = usual;
        for (Output output : outputs) {
            Filter own = output.filter(proc);
            any = own.needsOwners() ? any.or(own) : any;
        }
        return any;
    }

    /** When files are begun anew; null for never. */
    @Nullable
    public Rotation rotation() {
        Long bytes = rotate;
        return bytes == null ? null : new Rotation(bytes, Objects.requireNonNullElse(keep, 5), gzip);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
