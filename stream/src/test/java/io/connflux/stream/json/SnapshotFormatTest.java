package io.connflux.stream.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Snapshot;
import io.connflux.procfs.ProcNet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotFormatTest {

    private static final Path CAPTURED = Path.of("src/test/resources/cfengine");

    private static String print(String host, SnapshotFormat format) throws IOException {
        Snapshot snapshot = ProcNet.at(CAPTURED.resolve(host).resolve("proc"))
                .byteOrder(ByteOrder.LITTLE_ENDIAN)
                .read();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(snapshot, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "states", "only-udp6"})
    void cfengine_3_11_is_what_cfengine_printed(String host) throws IOException {
        assertThat(print(host, SnapshotFormat.CFENGINE_3_11))
                .isEqualTo(Files.readString(CAPTURED.resolve(host).resolve("expected-3.11.json")));
    }

    @Test
    void the_documented_form_has_the_groups_from_right_to_left() throws IOException {
        assertThat(print("live", SnapshotFormat.CFENGINE_3_11)).contains("\"0:0:0:0:0:0:100:0\"");
        assertThat(print("live", SnapshotFormat.CFENGINE)).contains("\"0:100:0:0:0:0:0:0\"");
    }

    @Test
    void json_has_correct_addresses_and_states() throws IOException {
        assertThat(print("live", SnapshotFormat.JSON))
                .startsWith("{\n  \"tcp\": [\n    {\n      \"local\": {\n        \"address\": \"127.0.0.1\",\n")
                .contains("\"::1\"", "\"::ffff:127.0.0.1\"", "\"LISTEN\"", "\"UNCONNECTED\"")
                .doesNotContain("UNKNOWN");
    }
}
