package io.connflux.cli.options.value;

import io.connflux.table.NamespaceSelection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code all}, {@code self}, a process id, a path, or a name that {@code ip netns} gave. */
public final class NetnsOption implements ITypeConverter<NamespaceSelection> {

    private final Path directory;

    NetnsOption() {
        this(Path.of("/run/netns"));
    }

    /** @param directory where namespaces are bound to names */
    NetnsOption(Path directory) {
        this.directory = directory;
    }

    /** What a shell offers. */
    public static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("all", "self").iterator();
        }
    }

    @Override
    public NamespaceSelection convert(String value) {
        if (value.equals("all")) {
            return new NamespaceSelection.All();
        }
        if (value.equals("self")) {
            return new NamespaceSelection.Own();
        }
        if (value.matches("[1-9]\\d{0,9}")) {
            return new NamespaceSelection.OfProcess(Long.parseLong(value));
        }
        if (value.contains("/")) {
            return new NamespaceSelection.BoundTo(Path.of(value));
        }
        Path named = directory.resolve(value);
        if (value.isEmpty() || !Files.exists(named)) {
            throw new TypeConversionException("'" + value + "' is none of all, self, a process id, a path or a name in "
                    + directory + " ('ip netns' lists these)");
        }
        return new NamespaceSelection.BoundTo(named);
    }

    /** As in {@code watching tcp under /proc, all network namespaces}. */
    public static String words(NamespaceSelection selection) {
        if (selection instanceof NamespaceSelection.OfProcess of) {
            return ", network namespace of process " + of.pid();
        }
        if (selection instanceof NamespaceSelection.BoundTo bound) {
            return ", network namespace " + bound.file();
        }
        return selection instanceof NamespaceSelection.All ? ", all network namespaces" : ", own network namespace";
    }
}
