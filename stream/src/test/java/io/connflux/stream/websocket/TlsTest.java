package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.fixture.Host;
import io.connflux.stream.ConnectionStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** With a certificate that the JDK's own keytool made. */
class TlsTest {

    @TempDir
    private static Path files;

    private static Path certificate;
    private static Path key;

    private final Host host = new Host().open(1, 5);
    private RunningServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = files.resolve("cert.pem");
        key = pair("store.p12", certificate, "key.pem");
    }

    /** Makes a certificate, and gives the file of its key. */
    private static Path pair(String name, Path certificate, String keyName) throws Exception {
        Path store = files.resolve(name);
        keytool(
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=connflux test",
                "-validity",
                "2",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "a",
                "-file",
                certificate.toString(),
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        byte[] pkcs8 = keys.getKey("a", "changeit".toCharArray()).getEncoded();
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8);
        return Files.writeString(
                files.resolve(keyName), "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
    }

    private static void keytool(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Mono<RunningServer> sink(Path chain, Path privateKey) {
        return WebSocketServer.over(ConnectionStream.over(host).every(Duration.ofMillis(20)))
                .listen("127.0.0.1", 0)
                .tls(chain, privateKey)
                .start();
    }

    private WebSocketSource source(String scheme) {
        return WebSocketSource.at(
                URI.create(scheme + "://127.0.0.1:" + server.address().getPort()));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop().block(Duration.ofMinutes(1));
        }
    }

    @Test
    void who_trusts_the_certificate_gets_the_events() {
        server = sink(certificate, key).block(Duration.ofMinutes(1));
        assertThat(source("wss")
                        .trust(certificate)
                        .existing(true)
                        .events()
                        .take(6)
                        .collectList()
                        .block())
                .extracting(ConnectionEvent::name)
                .containsExactly("existing", "existing", "existing", "existing", "existing", "baseline");
    }

    @Test
    void who_does_not_trust_it_is_told_so_and_does_not_try_again() {
        server = sink(certificate, key).block(Duration.ofMinutes(1));
        assertThatThrownBy(() -> source("wss").events().blockFirst(Duration.ofMinutes(1)))
                .hasMessageContaining("wss://127.0.0.1:")
                .hasMessageContaining("certification path");
    }

    @Test
    void who_speaks_no_tls_gets_an_error_and_disturbs_nobody() {
        server = sink(certificate, key).block(Duration.ofMinutes(1));
        AtomicReference<Throwable> error = new AtomicReference<>();
        source("ws").events().subscribe(event -> {}, error::set);
        await().until(() -> error.get() != null);
        assertThat(error.get()).hasMessageContaining("ws://127.0.0.1:");
        assertThat(source("wss").trust(certificate).events().blockFirst(Duration.ofMinutes(1)))
                .isInstanceOf(ConnectionEvent.Baseline.class);
    }

    @Test
    void a_file_that_is_no_certificate_or_no_key_is_an_error_that_names_it() throws Exception {
        Path junk = Files.writeString(files.resolve("junk.pem"), "junk\n");
        assertThatThrownBy(() -> sink(junk, key).block(Duration.ofMinutes(1)))
                .hasMessageContaining("the certificate file " + junk + " holds no certificate in PEM");
        assertThatThrownBy(() -> sink(certificate, junk).block(Duration.ofMinutes(1)))
                .hasMessageContaining("the key file " + junk + " holds no private key in PEM");
        assertThatThrownBy(() -> sink(certificate, files.resolve("absent")).block(Duration.ofMinutes(1)))
                .hasMessageContaining("the key file " + files.resolve("absent") + " cannot be read");
        assertThatThrownBy(() -> sink(files, key).block(Duration.ofMinutes(1)))
                .hasMessageContaining("the certificate file " + files + " cannot be read");
    }

    @Test
    void a_key_of_another_certificate_is_an_error_at_the_start_and_not_in_each_handshake() throws Exception {
        Path other = pair("other.p12", files.resolve("other.pem"), "other.key");
        assertThatThrownBy(() -> sink(certificate, other).block(Duration.ofMinutes(1)))
                .hasMessageContaining(
                        "the key file " + other + " has not the key of the certificate in " + certificate);
    }
}
