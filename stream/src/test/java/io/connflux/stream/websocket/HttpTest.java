package io.connflux.stream.websocket;

import static io.connflux.stream.websocket.Requests.UPGRADE;
import static io.connflux.stream.websocket.Requests.ask;
import static io.connflux.stream.websocket.Requests.get;
import static io.connflux.stream.websocket.Requests.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.model.NetworkNamespace;
import io.connflux.stream.encode.EncoderSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is served, and what is said to who asks wrongly. */
class HttpTest extends ServedHost {

    HttpTest() {
        super(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?format=xml|format 'xml' is none of json, ecs, ocsf, otlp",
                "?protocol=sctp|protocol 'sctp' is none of tcp, tcp6, udp, udp6",
                "?protocol=|protocol '' is none of",
                "?existing=maybe|existing 'maybe' is neither true nor false",
                "?colour=red|unknown parameter 'colour'",
                "?filter=dprot+443|dport",
                "?filter=pid+%3d+1|asks whose a connection is, which this server does not look for",
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
    void subscribers_beyond_the_limit_are_refused() throws Exception {
        int port = serve(sink -> sink.maxSubscribers(1));
        try (Client first = Client.connect(server, "")) {
            await().until(() -> first.names().contains("baseline"));
            assertThat(subscribe(port, "")).startsWith("HTTP/1.1 503 ").contains("there are 1 subscribers already");
        }
    }

    @Test
    void the_table_is_that_of_a_filter_and_in_the_schema_that_was_asked_for() throws Exception {
        int port = serve(sink -> sink.lines(EncoderSettings.NONE.withHostName("db1")));
        assertThat(get(port, "/snapshot?filter=sport+%3d+2"))
                .contains("\"port\": \"2\"", "\"tcp\": [")
                .doesNotContain("\"port\": \"1\"", "\"port\": \"3\"");
        String ecs = get(port, "/snapshot?filter=sport+%3d+2&format=ecs");
        assertThat(ecs).contains("application/x-ndjson", "\"db1\"", "\"event\":{\"kind\":\"state\"");
        assertThat(ecs.lines().filter(line -> line.startsWith("{"))).hasSize(1);
        assertThat(get(port, "/snapshot?filter=dprot"))
                .startsWith("HTTP/1.1 400 ")
                .contains("dprot\n^\n");
    }

    @Test
    void a_filter_can_be_tried_before_it_is_used() throws Exception {
        int port = serve(sink -> sink);
        assertThat(get(port, "/filter?filter=dport%3d%3a443+tcp")).contains("{\"filter\":\"dport = 443 and tcp\"}");
        assertThat(get(port, "/filter?filter=tcp+or+udp+port+1"))
                .startsWith("HTTP/1.1 200 ")
                .contains("{\"error\":", "tcp or (");
        assertThat(get(port, "/filter")).contains("{\"filter\":\"all\"}");
    }

    @Test
    void the_table_can_be_asked_for_once_and_its_metrics_too() throws Exception {
        int port = serve(sink -> sink);
        assertThat(get(port, "/snapshot"))
                .contains("\"tcp\": [", "\"port\": \"1\"", "\"state\": \"ESTABLISHED\"")
                .doesNotContain("\"id\"", "queue");
        assertThat(get(port, "/snapshot?extended=true")).contains("\"id\": \"", "\"rx_queue\": 0");
        assertThat(get(port, "/metrics"))
                .contains("connflux_connections{protocol=\"tcp\",state=\"ESTABLISHED\"} 3.0", "connflux_rows 3.0")
                .contains(
                        "connflux_subscribers 0.0",
                        "connflux_opened_total{protocol=\"tcp\"} 0.0",
                        "connflux_poll_seconds_count");
    }

    @Test
    void metrics_add_what_several_namespaces_have() throws Exception {
        host.in(new NetworkNamespace(100, null), new NetworkNamespace(200, "blue"));
        int port = serve(sink -> sink);
        assertThat(get(port, "/metrics"))
                .contains("connflux_connections{protocol=\"tcp\",state=\"ESTABLISHED\"} 6.0", "connflux_rows 6.0");
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
        assertThat(ask(port, "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n")).containsPattern("^HTTP/1.1 4[01][04] ");
        assertThat(ask(port, "nonsense\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void server_sent_events_are_the_same_lines_and_resume_by_their_id() throws Exception {
        int port = serve(sink -> sink);
        List<String> first = serverSent(port, "", "\"baseline\"");
        assertThat(first.get(0)).matches("id: [0-9a-f]{32}-1");
        assertThat(first.get(1))
                .startsWith("data: {\"event\":\"existing\",\"seq\":1,")
                .endsWith("}");
        assertThat(first.get(7)).startsWith("data: {\"event\":\"baseline\",\"seq\":4,");
        await().until(() -> server.subscribers() == 0);
        host.open(100, 1);
        // In either order: the connection may be found by the poll that the stream is resumed at, or by the next.
        List<String> again = serverSent(
                port,
                "Last-Event-ID: " + first.get(4).substring(4) + "\r\n",
                "\"event\":\"opened\"",
                "\"resumed\":true");
        assertThat(again.get(1)).contains("\"seq\":4,");
    }

    /** The lines with something in them up to where each of these parts has been in one. */
    private static List<String> serverSent(int port, String headers, String... parts) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + headers
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            List<String> got = new ArrayList<>();
            while (!Stream.of(parts).allMatch(part -> got.stream().anyMatch(line -> line.contains(part)))) {
                String line = reader.readLine();
                if (line.startsWith("id: ") || line.startsWith("data: ")) {
                    got.add(line);
                }
            }
            return got;
        }
    }
}
