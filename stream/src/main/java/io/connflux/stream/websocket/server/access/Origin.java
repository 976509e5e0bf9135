package io.connflux.stream.websocket.server.access;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose page it is that asks (RFC 6454).
 *
 * @param authority with a port where the scheme has one
 */
public record Origin(String scheme, Authority authority) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]+)");

    /** Reads one; null where it is none, as {@code null} is, which the pages of every sandbox and file have. */
    public static @Nullable Origin parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        String scheme = form.group(1).toLowerCase(Locale.ROOT);
        Authority authority = Authority.parse(form.group(2));
        return authority == null ? null : new Origin(scheme, authority.withPortOf(scheme));
    }

    /** Whether a page of it has come from a server that was called so. */
    boolean isOf(Authority server) {
        return authority.equals(server.withPortOf(scheme));
    }
}
