package io.connflux.stream.tracefs;

import io.connflux.observation.HostNamespaces;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.Observations;
import java.io.IOException;

/** A reader that is closed when the program ends, whoever else does it: what it made in the kernel would stay. */
final class ClosedAtExit implements ObservationReader {

    private final ObservationReader reader;
    private final Thread hook = new Thread(this::end, "connflux-trace-end");

    private ClosedAtExit(ObservationReader reader) {
        this.reader = reader;
    }

    static ObservationReader of(ObservationReader reader) throws IOException {
        ClosedAtExit closed = new ClosedAtExit(reader);
        try {
            Runtime.getRuntime().addShutdownHook(closed.hook);
        } catch (IllegalStateException ending) {
            reader.close();
            throw new IOException("the trace is not read any more, as the program ends", ending);
        }
        return closed;
    }

    @Override
    public Observations take() throws IOException {
        return reader.take();
    }

    @Override
    public HostNamespaces namespaces() {
        return reader.namespaces();
    }

    @Override
    public void close() throws IOException {
        closeOnce();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // It runs already, and finds nothing to do.
            return;
        }
    }

    /** One at a time: the program must not end while another thread is closing it. */
    private synchronized void closeOnce() throws IOException {
        reader.close();
    }

    private void end() {
        try {
            closeOnce();
        } catch (IOException e) {
            // The next one that starts takes away what is left.
            return;
        }
    }
}
