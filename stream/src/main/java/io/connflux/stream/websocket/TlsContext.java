package io.connflux.stream.websocket;

import io.connflux.stream.websocket.TlsFileException.Content;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import reactor.netty.http.Http11SslContextSpec;

/**
 * A server's TLS, tried before the first client does: Java takes a key that belongs to another certificate, and then fails each
 * handshake.
 */
final class TlsContext {

    /** More than the messages of a handshake with a chain of certificates are, and still little memory. */
    private static final int BUFFER = 256 * 1024;

    private static final int ROUNDS = 100;

    private TlsContext() {}

    /**
     * What a server speaks TLS with.
     *
     * @throws TlsFileException which says which of the two files is wrong
     */
    static SslContext of(Path certificate, Path key) throws IOException {
        try (InputStream in = Files.newInputStream(readable(Content.CERTIFICATE, certificate))) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw new CertificateException("it is empty");
            }
        } catch (CertificateException e) {
            throw new TlsFileException(Content.CERTIFICATE, certificate, "holds no certificate in PEM", e);
        }
        SslContext context;
        try {
            context = Http11SslContextSpec.forServer(
                            certificate.toFile(), readable(Content.KEY, key).toFile())
                    .sslContext();
        } catch (SSLException | IllegalArgumentException e) {
            String wrong = "holds no private key in PEM (PKCS #8, without a password) that can be used";
            throw new TlsFileException(Content.KEY, key, wrong, e);
        }
        try {
            shake(context);
        } catch (SSLException e) {
            throw new TlsFileException(Content.KEY, key, "has not the key of the certificate in " + certificate, e);
        }
        return context;
    }

    private static Path readable(Content content, Path file) throws TlsFileException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new TlsFileException(content, file, "cannot be read", null);
        }
        return file;
    }

    /** A handshake with a client that trusts anybody, without a network. */
    private static void shake(SslContext context) throws SSLException {
        SSLEngine server = context.newEngine(UnpooledByteBufAllocator.DEFAULT);
        SSLEngine client = SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build()
                .newEngine(UnpooledByteBufAllocator.DEFAULT);
        ByteBuffer toServer = ByteBuffer.allocate(BUFFER);
        ByteBuffer toClient = ByteBuffer.allocate(BUFFER);
        client.beginHandshake();
        server.beginHandshake();
        for (int round = 0; round < ROUNDS; round++) {
            boolean clientDone = goOn(client, toClient, toServer);
            boolean serverDone = goOn(server, toServer, toClient);
            if (clientDone && serverDone) {
                return;
            }
        }
        throw new SSLException("the handshake does not end");
    }

    /** Does what an engine can do; true where its handshake has ended. */
    private static boolean goOn(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        ByteBuffer data = ByteBuffer.allocate(BUFFER);
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
                case NEED_UNWRAP -> {
                    in.flip();
                    int before = in.remaining();
                    engine.unwrap(in, data);
                    boolean moved = in.remaining() < before;
                    in.compact();
                    if (!moved) {
                        return false;
                    }
                }
                default -> {
                    return true;
                }
            }
        }
    }
}
