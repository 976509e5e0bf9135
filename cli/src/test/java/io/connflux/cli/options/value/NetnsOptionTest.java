package io.connflux.cli.options.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.table.NamespaceSelection;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

class NetnsOptionTest {

    @TempDir
    private Path directory;

    @Test
    void a_name_that_ip_netns_gave_is_a_namespace_and_another_is_none() throws Exception {
        Path blue = Files.createFile(directory.resolve("blue"));
        NetnsOption option = new NetnsOption(directory);
        assertThat(option.convert("blue")).isEqualTo(new NamespaceSelection.BoundTo(blue));
        assertThat(option.convert("4711")).isEqualTo(new NamespaceSelection.OfProcess(4711));
        assertThatThrownBy(() -> option.convert("red"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'red' is none of all, self, a process id, a path or a name in " + directory);
    }
}
