package io.connflux.cli.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What standard output is. Found out without native code, and alike on all JDKs. */
public final class Terminal {

    private Terminal() {}

    public static boolean isOutput() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** {@code --color}, and NO_COLOR as no-color.org has it. */
    public static boolean coloured(ColorChoice choice) {
        String noColor = System.getenv("NO_COLOR");
        boolean wanted = noColor == null || noColor.isEmpty();
        return choice == ColorChoice.ALWAYS || (choice == ColorChoice.AUTO && wanted && isOutput());
    }

    public enum ColorChoice {
        AUTO,
        ALWAYS,
        NEVER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
