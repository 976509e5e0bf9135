package io.connflux.stream.sink;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.Disposable;

/** A program whose standard output is asked for its reader again and again, by somebody who loses interest at once. */
final class AskedPipe {

    private AskedPipe() {}

    public static void main(String[] args) throws Exception {
        for (int round = 0; round < 300; round++) {
            Disposable asking = PipeReader.gone(Duration.ofNanos(1)).subscribe();
            long until = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            asking.dispose();
        }
        // On standard error: what is to be looked at may not be standard output any more.
        System.err.print(Files.readSymbolicLink(Path.of("/proc/self/fd/1")));
    }
}
