package io.connflux.stream.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Requests byte by byte, as no client library would let a test send them. */
public final class Requests {

    static final String UPGRADE = String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");

    private Requests() {}

    /** What comes back to one, with a Host where it has none. */
    static String ask(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            String text = request.contains("Host:") || request.contains("No-Host")
                    ? request
                    : request.replaceFirst("\r\n", "\r\nHost: localhost\r\n");
            socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            if (text.contains("Upgrade: websocket")) {
                byte[] head = new byte[4_096];
                int length = socket.getInputStream().read(head);
                return new String(head, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String get(int port, String path, String... headers) throws IOException {
        return ask(port, "GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + String.join("", headers));
    }

    static String subscribe(int port, String query, String... headers) throws IOException {
        return ask(port, "GET /events" + query + " HTTP/1.1\r\n" + UPGRADE + String.join("", headers));
    }
}
