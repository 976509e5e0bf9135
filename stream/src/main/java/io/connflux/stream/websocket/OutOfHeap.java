package io.connflux.stream.websocket;

import java.io.IOException;

/**
 * The heap is too small for something. Reactor takes an {@link OutOfMemoryError} for fatal and lets no subscriber hear of it,
 * who then waits for ever: where work of ours runs on its threads, the error is made an exception at once.
 */
final class OutOfHeap {

    private OutOfHeap() {}

    static IOException exception(String what, OutOfMemoryError e) {
        return new IOException(
                what + " in a heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MB (" + e.getMessage()
                        + "); start Java with more (-Xmx)",
                e);
    }

    /** Whether that is why something failed. */
    static boolean isCause(Throwable error) {
        return error.getCause() instanceof OutOfMemoryError;
    }
}
