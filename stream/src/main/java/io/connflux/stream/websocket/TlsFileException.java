package io.connflux.stream.websocket;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of {@link WebSocketServer#tls} that no server can speak TLS with. */
public final class TlsFileException extends IOException {

    private static final long serialVersionUID = 1;

    private final Content content;

    /** What the file should hold. */
    public enum Content {
        CERTIFICATE,
        KEY
    }

    /** @param wrong what is wrong with it, as in {@code cannot be read} */
    TlsFileException(Content content, Path file, String wrong, @Nullable Throwable cause) {
        super((content == Content.KEY ? "the key file " : "the certificate file ") + file + " " + wrong, cause);
        this.content = content;
    }

    /** Which of the two files it is. */
    public Content content() {
        return content;
    }
}
