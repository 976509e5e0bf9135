package io.connflux.stream;

import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.stream.state.StateFile;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** A test of streams that keep their state, of one run after the other. */
abstract class KeptStream extends VirtualStream {

    @TempDir
    Path folder;

    final List<String> said = new ArrayList<>();
    Path file;
    Path boot;
    List<Connection> rows = List.of();

    @BeforeEach
    void host() throws IOException {
        file = folder.resolve("state");
        boot = folder.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(boot.getParent());
        Files.writeString(boot, "11111111-2222-3333-4444-555555555555\n");
    }

    void rows(int... ports) {
        rows = Arrays.stream(ports).mapToObj(port -> tcp(port, port)).toList();
    }

    Snapshot read() {
        return Snapshot.of(Instant.ofEpochMilli(time.now(TimeUnit.MILLISECONDS)), rows);
    }

    ConnectionStream stream(SnapshotSource source) {
        return over(source)
                .state(StateFile.at(file).proc(folder.resolve("proc")).saying(said::add));
    }

    ConnectionStream stream() {
        return stream(this::read);
    }

    /** A run, and what it tells in so many seconds of which the first poll is one. */
    List<String> run(ConnectionStream stream, int seconds) {
        List<ConnectionEvent> told = new ArrayList<>();
        Disposable running = stream.events().subscribe(told::add);
        seconds(seconds - 1);
        end(running);
        return told.stream().map(KeptStream::words).toList();
    }

    /** The file is closed on another thread. */
    void end(Disposable running) {
        running.dispose();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> {
            try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
                return other.tryLock() != null;
            } catch (java.nio.channels.OverlappingFileLockException stillOpen) {
                return false;
            } catch (java.nio.file.NoSuchFileException removed) {
                return true;
            }
        });
    }

    static String words(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Change change) {
            String id = change.connection().id();
            return event.name() + " " + change.connection().local().port() + " #" + id.substring(id.indexOf('-') + 1);
        }
        return event instanceof ConnectionEvent.Baseline baseline
                ? "baseline "
                        + baseline.connections().values().stream()
                                .mapToInt(n -> n)
                                .sum()
                : event.name();
    }
}
