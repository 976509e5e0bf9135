package io.connflux.cli.text;

import io.connflux.model.PlainText;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lines for people that do nothing to their terminal, whatever is quoted in them: an argument, the name of a file, what a server
 * said. Standard error goes through it, so that no message needs to remember.
 */
public final class PlainPrintStream extends PrintStream {

    public PlainPrintStream(OutputStream out) {
        super(out, true, StandardCharsets.UTF_8);
    }

    /** One line, whatever is in it. */
    @Override
    public void println(@Nullable String line) {
        super.println(PlainText.of(String.valueOf(line)));
    }

    /** All text arrives here, in whole characters ({@code PrintStream} encodes through itself). */
    @Override
    public void write(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        String plain = Stream.of(text.split("\n", -1)).map(PlainText::of).collect(Collectors.joining("\n"));
        byte[] clean = plain.getBytes(StandardCharsets.UTF_8);
        super.write(clean, 0, clean.length);
    }
}
