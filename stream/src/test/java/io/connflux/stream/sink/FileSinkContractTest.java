package io.connflux.stream.sink;

import io.connflux.fixture.EventSinkContract;
import io.connflux.stream.EventSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileSinkContractTest implements EventSinkContract {

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("events.ndjson");
    }

    @Override
    public EventSink sink() {
        return FileSink.to(file());
    }

    @Override
    public long arrived() {
        try {
            return Files.exists(file()) ? Files.readAllLines(file()).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
