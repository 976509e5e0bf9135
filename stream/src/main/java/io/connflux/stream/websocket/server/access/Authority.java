package io.connflux.stream.websocket.server.access;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Host and port as a client writes them (RFC 3986 section 3.2), without a user.
 *
 * @param name in lower case, without brackets and without the dot that ends a full name
 * @param port -1 where it is not said
 */
public record Authority(String name, int port) {

    private static final Pattern FORM =
            Pattern.compile("(?:([A-Za-z0-9._-]+)|\\[([0-9A-Fa-f:.]+)\\])(?::([0-9]{0,5}))?");

    /** Reads one; null where it is none. */
    public static @Nullable Authority parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        String address = form.group(2);
        String digits = form.group(3);
        int port = digits == null || digits.isEmpty() ? -1 : Integer.parseInt(digits);
        String name = address == null ? form.group(1).toLowerCase(Locale.ROOT) : address.toLowerCase(Locale.ROOT);
        boolean full = name.endsWith(".");
        name = full ? name.substring(0, name.length() - 1) : name;
        boolean wrong = port > 65_535
                || name.isEmpty()
                || (address != null && (full || NetUtil.createByteArrayFromIpAddressString(name) == null));
        return wrong ? null : new Authority(name, port);
    }

    /** Whether it can mean nothing but the asking host itself: a name that no server of names is asked for. */
    boolean isLoopback() {
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
        try {
            // An IPv4 address mapped to IPv6 becomes the IPv4 address that it is.
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    Authority withPortOf(String scheme) {
        return port >= 0
                ? this
                : new Authority(
                        name,
                        switch (scheme) {
                            case "http" -> 80;
                            case "https" -> 443;
                            default -> port;
                        });
    }
}
