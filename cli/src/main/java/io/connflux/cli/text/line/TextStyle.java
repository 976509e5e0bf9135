package io.connflux.cli.text.line;

import java.time.ZoneId;
import java.util.function.IntSupplier;

/**
 * What lines for people may do.
 *
 * @param width columns there are, asked for each line; {@link Integer#MAX_VALUE} where it is no terminal
 * @param coloured whether words may have colours
 * @param signs arrows that the reader can see
 * @param dated whether each line says its date; where it does not, lines between them do
 * @param zone of the times
 */
public record TextStyle(IntSupplier width, boolean coloured, Signs signs, boolean dated, ZoneId zone) {

    /** Plain lines of any width that each stand for themselves: those of a file, which is rotated and cut. */
    public static TextStyle ofFile(Signs signs) {
        return new TextStyle(() -> Integer.MAX_VALUE, false, signs, true, ZoneId.systemDefault());
    }

    /** Those of standard output, where it is no terminal. */
    public static TextStyle ofPipe(boolean coloured, Signs signs) {
        return new TextStyle(() -> Integer.MAX_VALUE, coloured, signs, true, ZoneId.systemDefault());
    }

    /**
     * Those that somebody looks at as they come.
     *
     * @param width columns there are
     */
    public static TextStyle ofTerminal(IntSupplier width, boolean coloured, Signs signs) {
        return new TextStyle(width, coloured, signs, false, ZoneId.systemDefault());
    }
}
