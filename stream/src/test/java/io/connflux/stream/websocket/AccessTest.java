package io.connflux.stream.websocket;

import static io.connflux.stream.websocket.Requests.UPGRADE;
import static io.connflux.stream.websocket.Requests.ask;
import static io.connflux.stream.websocket.Requests.get;
import static io.connflux.stream.websocket.Requests.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.stream.ConnectionStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered, by which name it calls the server and whose page it is. */
class AccessTest extends ServedHost {

    AccessTest() {
        super(3);
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
                .contains("not to 'example.org'; whoever runs it can allow that name");
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
        WebSocketServer sink = WebSocketServer.over(ConnectionStream.over(host));
        assertThatThrownBy(() -> sink.allowOrigin(origin))
                .hasMessageContaining("'" + origin + "' is no origin such as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*.example.org", "example.org:80", "http://example.org", "a b"})
    void what_is_no_name_of_a_host_is_not_allowed_in_silence(String name) {
        WebSocketServer sink = WebSocketServer.over(ConnectionStream.over(host));
        assertThatThrownBy(() -> sink.allowHost(name)).hasMessageContaining("'" + name + "' is no name of a host");
    }

    /** What comes before the first event. */
    private static String serverSentHead(int port, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
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
}
