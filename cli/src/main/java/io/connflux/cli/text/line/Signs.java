package io.connflux.cli.text.line;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The signs of lines for people that are no ASCII where they need not be.
 *
 * @param to this host called
 * @param from this host was called
 * @param between nobody knows who called
 * @param sent what this host sent
 * @param received what it received
 * @param cut the end of a text that is too long for its place
 */
public record Signs(String to, String from, String between, String sent, String received, String cut) {

    static final Signs UNICODE = new Signs(" → ", " ← ", " - ", "↑", "↓", "…");
    static final Signs ASCII = new Signs(" -> ", " <- ", " -- ", "out ", "in ", "~");

    /** Those of the user's locale. */
    public static Signs ofLocale() {
        return of(System.getProperty("native.encoding"), System.getenv("CONNFLUX_ASCII"));
    }

    /**
     * @param encoding what Java was started in; null where it does not say
     * @param ascii what the launcher says of the locale that it has replaced for the sake of file names
     */
    static Signs of(@Nullable String encoding, @Nullable String ascii) {
        String utf8 = StandardCharsets.UTF_8.name();
        return ascii == null
                        && encoding != null
                        && encoding.toUpperCase(Locale.ROOT).equals(utf8)
                ? UNICODE
                : ASCII;
    }
}
