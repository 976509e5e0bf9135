package io.connflux.stream.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.model.NetworkNamespace;
import io.connflux.stream.ConnectionStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests byte by byte, as no client library would let a test send them. */
class HttpTest {

    private static final String UPGRADE = String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");

    private final Host host = new Host().open(1, 3);
    private RunningSink server;

    private int serve(UnaryOperator<WebSocketSink> settings) {
        ConnectionStream stream = ConnectionStream.over(host).every(Duration.ofMillis(20));
        server = settings.apply(WebSocketSink.over(stream).listen("127.0.0.1", 0))
                .start()
                .block(Duration.ofMinutes(1));
        return server.address().getPort();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop().block(Duration.ofMinutes(1));
        }
    }

    private static String ask(int port, String request) throws IOException {
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

    private static String get(int port, String path, String... headers) throws IOException {
        return ask(port, "GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + String.join("", headers));
    }

    private static String subscribe(int port, String query, String... headers) throws IOException {
        return ask(port, "GET /events" + query + " HTTP/1.1\r\n" + UPGRADE + String.join("", headers));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?format=xml|format 'xml' is not 'json'",
                "?protocol=sctp|protocol 'sctp' is none of tcp, tcp6, udp, udp6",
                "?protocol=|protocol '' is none of",
                "?existing=maybe|existing 'maybe' is neither true nor false",
                "?colour=red|unknown parameter 'colour'",
                "?seq=4|needs 'resume'",
                "?resume=a&seq=x|seq 'x' is no number",
                "?stats=often|stats 'often' is no duration",
                "?existing=true&existing=false|given twice"
            })
    void a_bad_parameter_is_refused_with_its_reason_before_the_upgrade(String query, String reason) throws Exception {
        assertThat(subscribe(serve(sink -> sink), query))
                .startsWith("HTTP/1.1 400 ")
                .contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection: Upgrade|Connection: close|'Connection: Upgrade'",
                "Sec-WebSocket-Version: 13|Sec-WebSocket-Version: 8|'Sec-WebSocket-Version: 13', not '8'",
                "Sec-WebSocket-Version: 13|X: y|'Sec-WebSocket-Version: 13', not 'null'",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|X: y|'Sec-WebSocket-Key' with 16 bytes in base64",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key: Zm9v|with 16 bytes",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==|Sec-WebSocket-Key: !!!|with 16 bytes"
            })
    void an_upgrade_that_is_none_is_told_what_it_lacks(String header, String instead, String reason) throws Exception {
        int port = serve(sink -> sink);
        assertThat(ask(port, "GET /events HTTP/1.1\r\n" + UPGRADE.replace(header, instead)))
                .startsWith("HTTP/1.1 400 ")
                .contains("sec-websocket-version: 13", reason);
    }

    @Test
    void a_page_of_another_origin_cannot_subscribe_unless_it_is_allowed() throws Exception {
        int port = serve(sink -> sink.allowOrigin("https://ops.example.org"));
        assertThat(subscribe(port, "", "Origin: https://evil.example\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("pages of 'https://evil.example' may not read this server");
        assertThat(subscribe(port, "", "Origin: null\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(subscribe(port, "", "Origin: http://localhost\r\n")).startsWith("HTTP/1.1 101 ");
        assertThat(subscribe(port, "", "Origin: https://ops.example.org\r\n")).startsWith("HTTP/1.1 101 ");
        assertThat(get(port, "/snapshot", "Origin: https://evil.example\r\n")).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:7411", "127.0.0.1.evil.example", "", "[::2]", "a b"})
    void a_name_that_is_not_loopbacks_is_refused_on_loopback(String name) throws Exception {
        assertThat(subscribe(serve(sink -> sink), "", "Host: " + name + "\r\n")).containsPattern("^HTTP/1.1 40[03] ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:80",
                "LOCALHOST.:80",
                "127.0.0.1:9",
                "127.8.0.1",
                "[::1]:5",
                "[0:0:0:0:0:0:0:1]",
                "[::ffff:127.0.0.1]:7411",
                "[::FFFF:7f00:1]",
                "app.localhost",
                "app.localhost."
            })
    void loopbacks_own_names_are_answered(String name) throws Exception {
        assertThat(subscribe(serve(sink -> sink), "", "Host: " + name + "\r\n")).startsWith("HTTP/1.1 101 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Host: localhost/Host: localhost|one Host, not 2",
                "Host: localhost/Host: evil.example|one Host, not 2",
                "No-Host: x|needs a Host",
                "Host: [::1|400",
                "Host: localhost:70000|names no host",
                "Host: me@localhost|names no host"
            })
    void a_request_says_once_to_whom_it_speaks(String headers, String reason) throws Exception {
        int port = serve(sink -> sink);
        assertThat(ask(port, "GET /healthz HTTP/1.1\r\n" + headers.replace("/", "\r\n") + "\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains(reason);
    }

    @Test
    void a_target_may_be_a_whole_url_whose_host_is_what_counts() throws Exception {
        int port = serve(sink -> sink);
        assertThat(ask(port, "GET http://127.0.0.1:" + port + "/healthz HTTP/1.1\r\nConnection: close\r\n"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(ask(port, "GET HTTP://localhost HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("<!doctype html>");
        assertThat(ask(port, "GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(ask(port, "GET http://localhost/events?existing=maybe HTTP/1.1\r\n" + UPGRADE))
                .startsWith("HTTP/1.1 400 ")
                .contains("existing 'maybe'");
        assertThat(ask(port, "GET http://localhost/events?existing=false HTTP/1.1\r\n" + UPGRADE))
                .startsWith("HTTP/1.1 101 ");
    }

    @Test
    void a_load_balancer_that_says_no_host_in_http_1_0_is_answered_and_no_page_is() throws Exception {
        int port = serve(sink -> sink);
        assertThat(ask(port, "GET /healthz HTTP/1.0\r\nNo-Host: x\r\n"))
                .containsPattern("^HTTP/1\\.[01] 200 ")
                .contains("\"status\":");
        assertThat(ask(port, "GET /healthz HTTP/1.0\r\nNo-Host: x\r\nOrigin: http://null\r\n"))
                .containsPattern("^HTTP/1\\.[01] 403 ");
    }

    @Test
    void the_name_of_a_proxy_is_answered_where_it_is_allowed_and_its_page_may_subscribe() throws Exception {
        int port = serve(sink -> sink.allowHost("Connflux.example.org"));
        String host = "Host: connflux.example.org\r\n";
        assertThat(get(port, "/healthz", host)).startsWith("HTTP/1.1 200 ");
        assertThat(get(port, "/healthz", "Host: connflux.example.org.:8443\r\n"))
                .startsWith("HTTP/1.1 200 ");
        // The proxy speaks TLS to the browser and none to this server.
        assertThat(subscribe(port, "", host, "Origin: https://connflux.example.org\r\n"))
                .startsWith("HTTP/1.1 101 ");
        assertThat(subscribe(port, "", host, "Origin: https://connflux.example.org:444\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(subscribe(port, "", "Host: localhost\r\n", "Origin: https://localhost\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(get(port, "/healthz", "Host: example.org\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .contains("not to 'example.org'; --allow-host allows it");
    }

    @Test
    void a_page_of_an_allowed_origin_reads_every_answer_and_no_other_page_does() throws Exception {
        int port = serve(sink -> sink.token("s3cret").allowOrigin("https://ops.example.org"));
        String origin = "Origin: https://ops.example.org\r\n";
        String token = "Authorization: Bearer s3cret\r\n";
        String allowed = "access-control-allow-origin: https://ops.example.org\r\n";
        assertThat(get(port, "/snapshot", origin, token))
                .startsWith("HTTP/1.1 200 ")
                .contains(allowed)
                .containsIgnoringCase("vary: origin\r\n")
                .doesNotContain("allow-credentials");
        assertThat(get(port, "/snapshot", origin)).startsWith("HTTP/1.1 401 ").contains(allowed);
        assertThat(get(port, "/nowhere", origin)).startsWith("HTTP/1.1 404 ").contains(allowed);
        assertThat(serverSentHead(port, origin + token))
                .startsWith("HTTP/1.1 200 ")
                .contains(allowed);
        assertThat(get(port, "/snapshot", token))
                .containsIgnoringCase("vary: origin\r\n")
                .doesNotContain("access-control");
        assertThat(get(port, "/snapshot", "Origin: https://evil.example\r\n", token))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("access-control");
    }

    @Test
    void a_browser_may_ask_whether_a_page_may_ask_with_a_token() throws Exception {
        int port = serve(sink -> sink.token("s3cret").allowOrigin("https://ops.example.org"));
        String preflight = "OPTIONS /snapshot HTTP/1.1\r\nConnection: close\r\nAccess-Control-Request-Method: GET\r\n"
                + "Access-Control-Request-Headers: authorization\r\nOrigin: ";
        assertThat(ask(port, preflight + "https://ops.example.org\r\n"))
                .startsWith("HTTP/1.1 204 ")
                .contains(
                        "access-control-allow-origin: https://ops.example.org\r\n",
                        "access-control-allow-methods: GET, HEAD\r\n",
                        "access-control-allow-headers: Authorization,",
                        "access-control-max-age: 600\r\n")
                .doesNotContain("content-length", "transfer-encoding");
        assertThat(ask(port, preflight + "https://evil.example\r\n"))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("access-control-allow");
        assertThat(ask(port, "OPTIONS * HTTP/1.1\r\nConnection: close\r\n"))
                .startsWith("HTTP/1.1 204 ")
                .contains("allow: GET, HEAD, OPTIONS\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "null", "ops.example.org", "https://ops.example.org/", "https://", "https://a b"})
    void what_no_page_can_have_as_its_origin_is_not_allowed_in_silence(String origin) {
        WebSocketSink sink = WebSocketSink.over(ConnectionStream.over(host));
        assertThatThrownBy(() -> sink.allowOrigin(origin))
                .hasMessageContaining("'" + origin + "' is no origin such as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*.example.org", "example.org:80", "http://example.org", "a b"})
    void what_is_no_name_of_a_host_is_not_allowed_in_silence(String name) {
        WebSocketSink sink = WebSocketSink.over(ConnectionStream.over(host));
        assertThatThrownBy(() -> sink.allowHost(name)).hasMessageContaining("'" + name + "' is no name of a host");
    }

    /** What comes before the first event. */
    private static String serverSentHead(int port, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + headers
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                head.append((char) next);
            }
            return head.toString();
        }
    }

    @Test
    void a_token_is_taken_from_the_header_or_a_subprotocol_and_nothing_else_will_do() throws Exception {
        int port = serve(sink -> sink.token("s3cret"));
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString("s3cret".getBytes(StandardCharsets.UTF_8));
        assertThat(subscribe(port, "")).startsWith("HTTP/1.1 401 ").contains("www-authenticate: Bearer");
        assertThat(subscribe(port, "", "Authorization: Bearer s3cre\r\n")).startsWith("HTTP/1.1 401 ");
        assertThat(subscribe(port, "", "Authorization: Basic s3cret\r\n")).startsWith("HTTP/1.1 401 ");
        assertThat(subscribe(port, "", "Sec-WebSocket-Protocol: connflux, connflux.token.!!!\r\n"))
                .startsWith("HTTP/1.1 401 ");
        assertThat(subscribe(port, "", "Authorization: Bearer s3cret\r\n")).startsWith("HTTP/1.1 101 ");
        assertThat(subscribe(port, "", "Sec-WebSocket-Protocol: connflux, connflux.token." + encoded + "\r\n"))
                .startsWith("HTTP/1.1 101 ")
                .containsIgnoringCase("sec-websocket-protocol: connflux\r\n");
        assertThat(get(port, "/snapshot")).startsWith("HTTP/1.1 401 ");
        assertThat(get(port, "/metrics")).startsWith("HTTP/1.1 401 ");
        assertThat(get(port, "/snapshot", "Authorization: Bearer s3cret\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(get(port, "/")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void subscribers_beyond_the_limit_are_refused() throws Exception {
        int port = serve(sink -> sink.maxSubscribers(1));
        try (Client first = Client.connect(server, "")) {
            await().until(() -> first.names().contains("baseline"));
            assertThat(subscribe(port, "")).startsWith("HTTP/1.1 503 ").contains("there are 1 subscribers already");
        }
    }

    @Test
    void the_table_can_be_asked_for_once_and_its_metrics_too() throws Exception {
        int port = serve(sink -> sink);
        assertThat(get(port, "/snapshot")).contains("\"tcp\": [", "\"port\": \"1\"", "\"state\": \"ESTABLISHED\"");
        assertThat(get(port, "/metrics"))
                .contains("connflux_connections{protocol=\"tcp\",state=\"ESTABLISHED\"} 3.0", "connflux_rows 3.0")
                .contains("connflux_subscribers 0.0", "connflux_opened_total 0.0", "connflux_poll_seconds_count");
    }

    @Test
    void metrics_add_what_several_namespaces_have() throws Exception {
        host.in(new NetworkNamespace(100, null), new NetworkNamespace(200, "blue"));
        int port = serve(sink -> sink);
        assertThat(get(port, "/metrics"))
                .contains("connflux_connections{protocol=\"tcp\",state=\"ESTABLISHED\"} 6.0", "connflux_rows 6.0");
    }

    @Test
    void health_is_the_age_of_the_last_good_poll() throws Exception {
        int port = serve(sink -> sink);
        // Not at the first try on a machine that is too busy to poll fifty times a second.
        await().untilAsserted(() -> assertThat(get(port, "/healthz"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"status\":\"ok\"", "\"interval_ms\":20"));
        host.fail();
        await().untilAsserted(() ->
                assertThat(get(port, "/healthz")).startsWith("HTTP/1.1 503 ").contains("\"status\":\"failing\""));
    }

    @Test
    void the_page_has_a_strict_policy_and_needs_nothing_from_elsewhere() throws Exception {
        int port = serve(sink -> sink);
        String page = get(port, "/");
        assertThat(page)
                .startsWith("HTTP/1.1 200 ")
                .contains("content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'")
                .doesNotContain("http://", "https://")
                .doesNotContainPattern("<script(?![^>]*src=)|\\sstyle=|\\son[a-z]+=\"");
        var sources =
                java.util.regex.Pattern.compile("(?:src|href)=\"([^\"#]+)\"").matcher(page);
        List<String> files = new ArrayList<>();
        while (sources.find()) {
            files.add(sources.group(1));
        }
        assertThat(files).isNotEmpty();
        for (String file : files) {
            assertThat(get(port, file.startsWith("/") ? file : "/" + file))
                    .as(file)
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void other_paths_and_methods_are_told_what_there_is() throws Exception {
        int port = serve(sink -> sink);
        assertThat(get(port, "/../etc/passwd")).startsWith("HTTP/1.1 404 ").contains("there are /, /events");
        assertThat(ask(port, "POST / HTTP/1.1\r\nContent-Length: 0\r\n")).startsWith("HTTP/1.1 405 ");
        assertThat(ask(port, "HEAD /events HTTP/1.1\r\nAccept: text/event-stream\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("allow: GET\r\n");
        assertThat(get(port, "/events")).startsWith("HTTP/1.1 426 ").contains("text/event-stream");
        assertThat(ask(port, "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n")).containsPattern("^HTTP/1.1 4[01][04] ");
        assertThat(ask(port, "nonsense\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void server_sent_events_are_the_same_lines_and_resume_by_their_id() throws Exception {
        int port = serve(sink -> sink);
        List<String> first = serverSent(port, "", 8);
        assertThat(first.get(0)).matches("id: [0-9a-f]{32}-1");
        assertThat(first.get(1))
                .startsWith("data: {\"event\":\"existing\",\"seq\":1,")
                .endsWith("}");
        assertThat(first.get(7)).startsWith("data: {\"event\":\"baseline\",\"seq\":4,");
        await().until(() -> server.subscribers() == 0);
        host.open(100, 1);
        List<String> again = serverSent(port, "Last-Event-ID: " + first.get(4).substring(4) + "\r\n", 6);
        assertThat(again.get(1)).contains("\"seq\":4,");
        // In either order: the connection may be found by the poll that the stream is resumed at, or by the next.
        assertThat(again.get(3) + again.get(5)).contains("\"event\":\"opened\"", "\"resumed\":true");
    }

    /** The first lines with something in them. */
    private static List<String> serverSent(int port, String headers, int lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + headers
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            List<String> got = new ArrayList<>();
            while (got.size() < lines) {
                String line = reader.readLine();
                if (line.startsWith("id: ") || line.startsWith("data: ")) {
                    got.add(line);
                }
            }
            return got;
        }
    }
}
