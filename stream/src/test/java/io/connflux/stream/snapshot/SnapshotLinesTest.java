package io.connflux.stream.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.stream.decode.EventDecoder;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.encode.Encoding;
import io.connflux.stream.encode.EventEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotLinesTest {

    private static final Instant TIME = Instant.parse("2026-11-24T10:00:01.250Z");

    private static List<Connection> connections(int count) {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Endpoint local = new Endpoint(Address.ipv4(0x7F00_0001), i + 1);
            connections.add(Connection.of(
                    Protocol.TCP, local, new Endpoint(Address.ipv4(0x7F00_0001), 80), SocketState.ESTABLISHED));
        }
        return connections;
    }

    @Test
    void each_connection_is_one_that_exists_numbered_from_1() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Connection> connections = connections(3);
        SnapshotLines.write(TIME, connections, Encoding.JSON.encoder(EncoderSettings.NONE), out);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < 3; i++) {
            assertThat(new EventDecoder().decode(lines.get(i)).seq()).isEqualTo(i + 1);
            assertThat(new EventDecoder().decode(lines.get(i)).event())
                    .isEqualTo(new ConnectionEvent.Existing(TIME, connections.get(i)));
        }
        assertThat(lines).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void a_great_table_is_written_in_pieces_of_whole_lines(Encoding encoding) throws IOException {
        List<Integer> pieces = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int count) {
                assertThat(bytes[from + count - 1]).isEqualTo((byte) '\n');
                pieces.add(count);
                super.write(bytes, from, count);
            }
        };
        EventEncoder encoder = encoding.encoder(EncoderSettings.NONE);
        SnapshotLines.write(TIME, connections(2_000), encoder, all);
        assertThat(pieces).hasSizeGreaterThan(3).allMatch(count -> count < 100_000);
        assertThat(all.toString(StandardCharsets.UTF_8).lines()).hasSize(2_000);
        assertThat(encoder.length()).isZero();
    }

    @Test
    void of_no_connection_there_is_no_line() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SnapshotLines.write(TIME, List.of(), Encoding.ECS.encoder(EncoderSettings.NONE), out);
        assertThat(out.size()).isZero();
    }
}
