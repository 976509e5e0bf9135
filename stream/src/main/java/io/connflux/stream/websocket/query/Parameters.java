package io.connflux.stream.websocket.query;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of a URL behind the question mark: each of some names at most once. */
final class Parameters {

    private final Map<String, List<String>> given;

    /**
     * Those of a URL.
     *
     * @param known all names that mean something
     * @throws IllegalArgumentException with a reason for the client
     */
    Parameters(String uri, List<String> known) {
        given = new QueryStringDecoder(uri).parameters();
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown parameter '" + name + "'; there are " + listed(known));
            }
            if (values.size() > 1) {
                throw new IllegalArgumentException("parameter '" + name + "' is given twice");
            }
        });
    }

    private static String listed(List<String> names) {
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    /** The value of a name; null where it is not given. */
    @Nullable
    String value(String name) {
        List<String> values = given.get(name);
        return values == null ? null : values.get(0);
    }

    /** Whether a name is given, as {@code true} or as nothing. */
    boolean flag(String name, boolean absent) {
        String value = value(name);
        if (value == null) {
            return absent;
        }
        if (value.equals("true")) {
            return true;
        }
        if (value.equals("false")) {
            return false;
        }
        throw new IllegalArgumentException(name + " '" + value + "' is neither true nor false");
    }
}
