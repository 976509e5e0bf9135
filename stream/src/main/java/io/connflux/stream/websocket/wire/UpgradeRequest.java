package io.connflux.stream.websocket.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a request must have to become a WebSocket (RFC 6455 section 4.2.1). Netty takes drafts of it too, which frame otherwise. */
public final class UpgradeRequest {

    /** The only one that is spoken. */
    public static final String VERSION = "13";

    private static final int KEY_BYTES = 16;

    private UpgradeRequest() {}

    /** What is wrong with it; null where nothing is. */
    @Nullable
    public static String mistake(HttpHeaders headers) {
        if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return "a WebSocket needs the header 'Connection: UpgradeRequest'";
        }
        String version = headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
        if (!VERSION.equals(version)) {
            return "a WebSocket needs the header 'Sec-WebSocket-Version: 13', not '" + version + "'";
        }
        return isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, ""))
                ? null
                : "a WebSocket needs the header 'Sec-WebSocket-Key' with 16 bytes in base64";
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
