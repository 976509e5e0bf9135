package io.connflux.stream.heap;

import java.io.IOException;
import java.util.function.Supplier;
import reactor.core.Exceptions;

/**
 * The heap is too small for something. Reactor takes an {@link OutOfMemoryError} for fatal and lets no subscriber hear of it,
 * who then waits for ever: where our work runs on its threads, the error is made an exception at once.
 */
public final class OutOfHeap {

    private OutOfHeap() {}

    public static IOException exception(String what, OutOfMemoryError e) {
        return new IOException(
                what + " in a heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MB (" + e.getMessage()
                        + "); start Java with more (-Xmx)",
                e);
    }

    /** Does some work; where the heap has no room for it, that is thrown as what a subscriber is told. */
    public static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError e) {
            throw Exceptions.propagate(exception("there is no room for what changed", e));
        }
    }

    /** Whether that is why something failed. */
    public static boolean isCause(Throwable error) {
        return error.getCause() instanceof OutOfMemoryError;
    }
}
