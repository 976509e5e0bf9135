package io.connflux.stream.tracefs.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.proc.ProcessStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose instances are left, where the folder is any and the processes are this host's. */
class OwnInstancesTest {

    private static final Path PROC = Path.of("/proc");

    /** So many that some are met between the opening of their file and the reading of it. */
    private static final int PROCESSES = 200;

    @TempDir
    private Path root;

    @Test
    void one_whose_process_ends_while_that_is_looked_at_goes_and_those_of_the_living_stay() throws IOException {
        OwnInstances instances = new OwnInstances(root, PROC);
        Path folder = Files.createDirectory(root.resolve("instances"));
        String own = instances.name();
        String namespace = own.split("-", -1)[1];
        Path living = Files.createDirectory(folder.resolve(own));
        for (int i = 0; i < PROCESSES; i++) {
            Process process = new ProcessBuilder("cat").start();
            Path left = folder.resolve("connflux-" + namespace + "-" + process.pid() + "-" + start(process) + "-1");
            Files.createDirectory(left);
            instances.removeLeft();
            assertThat(left).exists();
            process.getOutputStream().close();
            await().pollInSameThread().pollDelay(Duration.ZERO).until(() -> {
                for (int look = 0; look < 1_000 && Files.exists(left); look++) {
                    instances.removeLeft();
                }
                return !Files.exists(left);
            });
        }
        assertThat(living).exists();
    }

    private static long start(Process process) throws IOException {
        String stat = Files.readString(PROC.resolve(process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
        return Objects.requireNonNull(ProcessStat.parse(stat)).startTicks();
    }
}
