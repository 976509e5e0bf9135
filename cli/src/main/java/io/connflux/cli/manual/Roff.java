package io.connflux.cli.manual;

/** Text of a manual page in the macros of man(7), each of a line of its own. */
final class Roff {

    private final StringBuilder text = new StringBuilder();

    /** A line of macros that holds no text of others. */
    Roff macro(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** A heading below that of a section. */
    Roff heading(String words) {
        return macro(".SS \"" + escaped(words).replace("\"", "\\(dq") + "\"");
    }

    /** What follows belongs to these words, which stand before it. */
    Roff term(String words) {
        return macro(".TP").macro(words);
    }

    Roff paragraph(String words) {
        return macro(line(words));
    }

    /** As it stands, line by line. */
    Roff asWritten(String[] lines) {
        macro(".RS 2").macro(".nf");
        for (String each : lines) {
            macro(each.isBlank() ? ".sp" : line(each.strip()));
        }
        return macro(".fi").macro(".RE");
    }

    static String bold(String words) {
        return "\\fB" + escaped(words) + "\\fR";
    }

    static String italic(String words) {
        return "\\fI" + escaped(words) + "\\fR";
    }

    /** A point or a quote at a line's beginning would make a macro of it. */
    private static String line(String words) {
        String escaped = escaped(words);
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    /** A bare hyphen, quote or accent would be set as what looks like it and cannot be copied; all but ASCII goes by its number. */
    private static String escaped(String words) {
        StringBuilder escaped = new StringBuilder();
        words.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '\'' -> escaped.append("\\(aq");
                case '`' -> escaped.append("\\(ga");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> {
                    if (c < 127) {
                        escaped.append((char) c);
                    } else {
                        escaped.append(String.format("\\[u%04X]", c));
                    }
                }
            }
        });
        return escaped.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
