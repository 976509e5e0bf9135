package io.connflux.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/** A WebSocket server that says what it was told to, to everybody, and then nothing more. */
final class LyingServer implements AutoCloseable {

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final byte[] answer;

    private LyingServer(byte[] answer) throws IOException {
        this.answer = answer;
        Thread thread = new Thread(this::serve, "lying-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Lines in frames of their own, and a ping behind them. */
    static LyingServer saying(List<String> lines) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (String line : lines) {
            frame(TEXT, line.getBytes(StandardCharsets.UTF_8), frames);
        }
        frame(PING, new byte[8], frames);
        return new LyingServer(frames.toByteArray());
    }

    /** A line, and the end with a reason. */
    static LyingServer closing(String line, String reason) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frame(TEXT, line.getBytes(StandardCharsets.UTF_8), frames);
        ByteArrayOutputStream close = new ByteArrayOutputStream();
        new DataOutputStream(close).writeShort(1008);
        close.write(reason.getBytes(StandardCharsets.UTF_8));
        frame(CLOSE, close.toByteArray(), frames);
        return new LyingServer(frames.toByteArray());
    }

    String uri() {
        return "ws://127.0.0.1:" + socket.getLocalPort();
    }

    private static void frame(int opcode, byte[] payload, OutputStream target) throws IOException {
        DataOutputStream out = new DataOutputStream(target);
        out.writeByte(opcode);
        if (payload.length < 126) {
            out.writeByte(payload.length);
        } else {
            out.writeByte(126);
            out.writeShort(payload.length);
        }
        out.write(payload);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.setSoTimeout(20_000);
                InputStream in = client.getInputStream();
                String key = head(in).replaceAll("(?is).*\r\nsec-websocket-key: *(\\S+).*", "$1");
                byte[] accept =
                        MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
                String head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(accept) + "\r\n\r\n";
                client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().write(answer);
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The client went; or the test is over.
                if (socket.isClosed()) {
                    return;
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no head");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
