package io.connflux.stream.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostIdentityTest {

    private static final String MACHINE = "3d1219c7c4c5404aaa1f6d2a48adfda4";
    private static final String BOOT = "34784164-e962-4cf4-a864-f7f520271f54";

    @TempDir
    private Path host;

    private Path proc() {
        return host.resolve("proc");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(host.resolve(file).getParent());
        Files.writeString(host.resolve(file), text);
    }

    @Test
    void it_is_read_from_the_proc_and_from_etc_beside_it() throws IOException {
        write("proc/sys/kernel/hostname", "web-1\n");
        write("proc/sys/kernel/random/boot_id", BOOT + "\n");
        write("etc/machine-id", MACHINE + "\n");
        assertThat(HostIdentity.of(proc())).isEqualTo(new HostIdentity("web-1", MACHINE, BOOT));
    }

    @Test
    void what_is_not_there_is_not_known() {
        assertThat(HostIdentity.of(proc())).isEqualTo(HostIdentity.UNKNOWN);
        assertThat(HostIdentity.of(Path.of("/"))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "uninitialized\n", "3D1219C7C4C5404AAA1F6D2A48ADFDA4", MACHINE + MACHINE})
    void an_id_in_another_form_is_none(String text) throws IOException {
        write("etc/machine-id", text);
        write("proc/sys/kernel/random/boot_id", text);
        assertThat(HostIdentity.of(proc())).isEqualTo(HostIdentity.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(none)\n", "a b\n", "a\u001b[2J", "\n"})
    void a_name_that_is_none_is_not_known(String text) throws IOException {
        write("proc/sys/kernel/hostname", text);
        assertThat(HostIdentity.of(proc()).name()).isNull();
    }

    @Test
    void a_file_without_end_and_one_that_is_no_file_are_left_alone() throws IOException {
        write("proc/sys/kernel/hostname", "x".repeat(1_000_000));
        Files.createDirectories(host.resolve("etc/machine-id"));
        assertThat(HostIdentity.of(proc())).isEqualTo(HostIdentity.UNKNOWN);
    }

    @Test
    void the_host_s_own_name_gives_way_to_one_that_is_given() {
        EncoderSettings settings = EncoderSettings.NONE.withHost(new HostIdentity("own", null, null));
        assertThat(settings.knownName()).isEqualTo("own");
        assertThat(settings.withHostName("given").knownName()).isEqualTo("given");
        assertThat(EncoderSettings.NONE.knownName()).isNull();
    }
}
