package io.connflux.cli;

import io.connflux.model.Protocol;
import io.connflux.procfs.ProcNet;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is read. */
final class SourceOptions {

    @Option(names = "--proc", paramLabel = "PATH", description = "Where /proc is mounted (default: /proc).")
    private Path proc = Path.of("/proc");

    @Option(
            names = "--protocol",
            paramLabel = "P",
            split = ",",
            completionCandidates = Protocols.class,
            description = "Only these of tcp,tcp6,udp,udp6 (default: all).")
    private List<String> chosen = List.of();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** What a shell offers. */
    static final class Protocols implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Protocol.values()).map(Protocol::label).iterator();
        }
    }

    ProcNet source() {
        return ProcNet.at(proc).only(protocols());
    }

    /** {@code tcp, udp under /proc}. */
    String words() {
        return protocols().stream().map(Protocol::label).collect(Collectors.joining(", ")) + " under " + proc;
    }

    /** Those that are asked for, all by default. */
    Set<Protocol> protocols() {
        if (chosen.isEmpty()) {
            return EnumSet.allOf(Protocol.class);
        }
        Set<Protocol> found = EnumSet.noneOf(Protocol.class);
        for (String name : chosen) {
            try {
                found.add(Protocol.valueOf(name.trim().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        command.commandLine(),
                        "Invalid value for option '--protocol': '" + name + "' is none of tcp, tcp6, udp, udp6",
                        e);
            }
        }
        return found;
    }
}
