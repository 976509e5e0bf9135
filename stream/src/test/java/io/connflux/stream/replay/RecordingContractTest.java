package io.connflux.stream.replay;

import static org.awaitility.Awaitility.await;

import io.connflux.fixture.EventSourceContract;
import io.connflux.fixture.Host;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.EventSource;
import io.connflux.stream.replay.line.RecordedFile;
import io.connflux.stream.sink.LineSink;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.Disposable;

/** A recording is a source as the host is that it is of; here one that is still written, through a pipe. */
class RecordingContractTest implements EventSourceContract {

    private final Host host = new Host();
    private final ConnectionStream stream = ConnectionStream.over(host).every(Duration.ofMillis(5));
    private Disposable polls;

    @BeforeEach
    void poll() {
        polls = stream.events().subscribe();
    }

    @AfterEach
    void stop() {
        polls.dispose();
    }

    @Override
    public Host host() {
        return host;
    }

    @Override
    public EventSource source() {
        looked();
        return Recording.in(List.of(new RecordedFile("a pipe", false, this::recorded)));
    }

    @Override
    public void looked() {
        int before = host.reads();
        await().until(() -> host.reads() > before + 2);
    }

    private InputStream recorded() throws IOException {
        PipedOutputStream end = new PipedOutputStream();
        PipedInputStream begin = new PipedInputStream(end, 1 << 16);
        Disposable recording = LineSink.to(end)
                .write(stream.existing(true).stats(Duration.ofMillis(20)).batches())
                .subscribe(lines -> {}, error -> {});
        return new FilterInputStream(begin) {
            @Override
            public void close() throws IOException {
                recording.dispose();
                super.close();
            }
        };
    }

    @Override
    public List<String> threads() {
        return List.of("connflux-replay");
    }
}
