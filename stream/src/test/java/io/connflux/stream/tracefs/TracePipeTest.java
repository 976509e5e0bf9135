package io.connflux.stream.tracefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.connflux.stream.tracefs.instance.SocketChoice;
import io.connflux.stream.tracefs.instance.TraceInstance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the kernel does with an open file of a trace, on this host. */
class TracePipeTest {

    private static final String NAME =
            "connflux-pipe-test-" + ProcessHandle.current().pid();

    @Test
    void who_reads_still_waits_after_this_program_has_started_another() throws IOException, InterruptedException {
        WatchedHost.assumeTraceable();
        TraceInstance instance = TraceInstance.make(Tracefs.ROOT, NAME, 8, SocketChoice.ALL);
        TracePipe pipe = new TracePipe(instance.cpu(0).resolve("trace_pipe_raw"));
        try {
            // Nothing is in it, and nothing comes.
            Files.writeString(instance.events().resolve("enable"), "0", StandardOpenOption.WRITE);
            Files.writeString(instance.folder().resolve("trace"), "", StandardOpenOption.TRUNCATE_EXISTING);
            assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
            AtomicReference<@Nullable Thread> reading = new AtomicReference<>();
            Executor thread = task -> {
                Thread started = new Thread(task, "pipe-test");
                reading.set(started);
                started.start();
            };
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return pipe.read(ByteBuffer.allocateDirect(4096));
                        } catch (IOException e) {
                            throw new CompletionException(e);
                        }
                    },
                    thread);
            await().until(() -> read.isDone() || isInRead(reading.get()));
            pipe.close();
            assertThatThrownBy(() -> read.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ClosedChannelException.class);
        } finally {
            pipe.close();
            instance.remove();
        }
    }

    private static boolean isInRead(@Nullable Thread thread) {
        return thread != null
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().startsWith("read0"));
    }
}
