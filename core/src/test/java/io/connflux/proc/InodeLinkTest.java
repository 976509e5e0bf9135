package io.connflux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InodeLinkTest {

    private static final InodeLink SOCKET = new InodeLink("socket");

    @TempDir
    private Path root;

    private long read(String target) throws IOException {
        Path link = root.resolve("link");
        Files.deleteIfExists(link);
        return SOCKET.read(Files.createSymbolicLink(link, Path.of(target)));
    }

    @Test
    void a_link_of_its_kind_tells_the_inode() throws IOException {
        assertThat(read("socket:[700]")).isEqualTo(700);
        assertThat(read("socket:[4294967311]")).isEqualTo(4_294_967_311L);
    }

    @Test
    void what_leads_elsewhere_or_is_no_link_is_something_else() throws IOException {
        assertThat(read("pipe:[700]")).isEqualTo(InodeLink.OTHER);
        assertThat(read("/tmp/socket:[700]")).isEqualTo(InodeLink.OTHER);
        assertThat(read("socket:[700] (deleted)")).isEqualTo(InodeLink.OTHER);
        assertThat(read("socket:[x]")).isEqualTo(InodeLink.OTHER);
        assertThat(SOCKET.read(Files.createFile(root.resolve("file")))).isEqualTo(InodeLink.OTHER);
    }

    @Test
    void what_is_not_there_is_gone() {
        assertThat(SOCKET.read(root.resolve("none"))).isEqualTo(InodeLink.GONE);
        assertThat(SOCKET.read(root.resolve("none/fd/3"))).isEqualTo(InodeLink.GONE);
    }

    @Test
    void what_fails_otherwise_is_denied_while_its_process_is_there() {
        String name = "x".repeat(300);
        assertThat(SOCKET.read(root.resolve(name))).isEqualTo(InodeLink.DENIED);
    }
}
