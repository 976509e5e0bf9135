package io.connflux.cli.output;

import java.lang.reflect.Proxy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * SIGHUP, by which {@code logrotate} and others say that a file has another name now; it does not end the process while this is
 * there.
 *
 * <p>By reflection: the JDK has no other way to hear of a signal than {@code sun.misc.Signal}, of which the compiler warns where it
 * is named, and no annotation tells it that it is meant.
 */
final class Hangup implements AutoCloseable {

    private final Sinks.Many<Boolean> signals = Sinks.many().multicast().directBestEffort();
    private final Class<?> signal;
    private final Class<?> handler;
    private final Object before;

    Hangup() {
        try {
            signal = Class.forName("sun.misc.Signal");
            handler = Class.forName("sun.misc.SignalHandler");
            before = handle(Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        tell();
                        return null;
                    }));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIGHUP cannot be heard of by this Java: " + e, e);
        }
    }

    private Object handle(Object by) throws ReflectiveOperationException {
        Object hup = signal.getConstructor(String.class).newInstance("HUP");
        return signal.getMethod("handle", signal, handler).invoke(null, hup, by);
    }

    /** Each signal has a thread of its own. */
    private synchronized void tell() {
        signals.tryEmitNext(true);
    }

    /** An element for each. */
    Flux<Boolean> signals() {
        return signals.asFlux();
    }

    /** It does again what it did before. */
    @Override
    public void close() {
        try {
            handle(before);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
