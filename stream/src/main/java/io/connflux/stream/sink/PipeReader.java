package io.connflux.stream.sink;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Notices that whoever read this process's standard output through a pipe has gone, without writing to it. Without this a
 * quiet {@code watch | head -1} would not end before the next event.
 */
public final class PipeReader {

    private PipeReader() {}

    /**
     * Asks again and again.
     *
     * @return on subscription starts one thread where standard output is a pipe; completes when its reader has gone, and never
     *     where it is no pipe or the kernel does not tell
     */
    public static Mono<Void> gone(Duration every) {
        if (!isPipe()) {
            return Mono.never();
        }
        return Flux.using(
                        () -> Schedulers.newSingle("connflux-pipe", true),
                        worker -> Flux.interval(every, worker)
                                .onBackpressureDrop()
                                .concatMap(tick -> Mono.fromCallable(PipeReader::ask), 0)
                                .takeUntil(answer -> answer != Answer.THERE),
                        worker -> worker.dispose())
                .last()
                .flatMap(answer -> answer == Answer.GONE ? Mono.empty() : Mono.never());
    }

    private enum Answer {
        THERE,
        GONE,
        UNKNOWN
    }

    private static boolean isPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Sends the nothing behind the end of a file: the kernel looks for readers before it looks for bytes ({@code wait_for_space}
     * in {@code fs/splice.c}, for {@code sendfile} since 5.12).
     */
    private static Answer ask() {
        Path file = Path.of(System.getProperty("java.home", "/"), "release");
        try (FileChannel nothing = FileChannel.open(file, StandardOpenOption.READ)) {
            @SuppressWarnings("resource") // closing it would close standard output
            FileChannel out = new StandardOutput().getChannel();
            nothing.transferTo(nothing.size(), 1, out);
            return Answer.THERE;
        } catch (IOException e) {
            return ClosedPipe.isCause(e) ? Answer.GONE : Answer.UNKNOWN;
        }
    }

    /** Stays open: a channel closes its stream where its thread is interrupted, and the lines under way would go to /dev/null. */
    private static final class StandardOutput extends FileOutputStream {
        private StandardOutput() {
            super(FileDescriptor.out);
        }

        @Override
        public void close() {}
    }
}
