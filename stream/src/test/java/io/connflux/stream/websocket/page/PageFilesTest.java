package io.connflux.stream.websocket.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What nobody would notice before a browser did. */
class PageFilesTest {

    private static final Path PAGE = Path.of("src/main/resources/io/connflux/stream/websocket/page");
    private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");

    private static List<String> served() throws IOException {
        return Files.readAllLines(PAGE.resolve("files"));
    }

    @Test
    void every_file_of_the_page_is_named_and_so_served() throws IOException {
        try (Stream<Path> files = Files.list(PAGE)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("files")))
                    .containsExactlyInAnyOrderElementsOf(served());
        }
    }

    @Test
    void what_a_script_imports_is_served() throws IOException {
        for (String name : served()) {
            assertThat(IMPORT.matcher(Files.readString(PAGE.resolve(name))).results())
                    .extracting(found -> found.group(1))
                    .as("imports of %s", name)
                    .isSubsetOf(served());
        }
    }

    @Test
    void every_state_and_protocol_has_its_place_in_the_order_and_the_choice_of_rows() throws IOException {
        String columns = Files.readString(PAGE.resolve("columns.js"));
        assertThat(Stream.of(SocketState.values()).map(SocketState::name))
                .allSatisfy(state -> assertThat(columns).contains("'" + state + "'"));
        assertThat(Stream.of(Protocol.values()).map(Protocol::label))
                .allSatisfy(protocol -> assertThat(columns).contains("'" + protocol + "'"));
    }
}
