package io.connflux.cli.output;

import io.connflux.cli.options.SchemaOptions;
import io.connflux.cli.text.Terminal;
import io.connflux.cli.text.TerminalWidth;
import io.connflux.cli.text.line.Signs;
import io.connflux.cli.text.line.TextEncoder;
import io.connflux.cli.text.line.TextLine;
import io.connflux.cli.text.line.TextStyle;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.encode.Encoding;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.encode.HostIdentity;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of one command look like, in each format.
 *
 * @param schema what they say beside their events
 * @param proc of the host that they are about
 * @param elsewhere whether that is another one, which alone could tell what it is
 */
public record LineForms(SchemaOptions schema, Path proc, boolean elsewhere) {

    /**
     * Those of a file: plain, of any width.
     *
     * @param encoding null for text
     */
    public Supplier<EventEncoder> of(@Nullable Encoding encoding) {
        return encoding == null
                ? () -> new TextEncoder(TextLine.alone(TextStyle.ofFile(Signs.ofLocale())))
                : lines(encoding);
    }

    /**
     * Those of standard output.
     *
     * @param encoding null for text
     * @param terminal whether somebody looks at it, whose terminal has a width
     */
    public Supplier<EventEncoder> ofOutput(@Nullable Encoding encoding, boolean terminal, Terminal.ColorChoice color) {
        if (encoding != null) {
            return lines(encoding);
        }
        boolean coloured = Terminal.coloured(color);
        Signs signs = Signs.ofLocale();
        return () -> new TextEncoder(TextLine.below(
                terminal
                        ? TextStyle.ofTerminal(TerminalWidth.ofOutput(), coloured, signs)
                        : TextStyle.ofPipe(coloured, signs)));
    }

    private Supplier<EventEncoder> lines(Encoding encoding) {
        // JSON has no place for it unless it is asked for.
        boolean asked = !elsewhere && encoding != Encoding.JSON;
        HostIdentity host = asked ? HostIdentity.of(proc) : HostIdentity.UNKNOWN;
        EncoderSettings settings = schema.settings(host);
        return () -> encoding.encoder(settings);
    }
}
