package io.connflux.cli.options.trace;

import io.connflux.observation.ObservationReader;
import io.connflux.observation.ObservationSource;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A source that has been opened to see whether it can be: that costs the kernel as much as a start of Java, so that who opens it
 * first gets what is open already. Who opens it again opens it anew.
 */
final class OpenedSource implements ObservationSource {

    private final ObservationSource source;
    private final Arrival arrival;
    private final AtomicReference<@Nullable ObservationReader> opened;

    private OpenedSource(ObservationSource source, Arrival arrival, ObservationReader opened) {
        this.source = source;
        this.arrival = arrival;
        this.opened = new AtomicReference<>(opened);
    }

    /**
     * Opens one.
     *
     * @throws IOException where it cannot be opened
     */
    static OpenedSource of(ObservationSource source) throws IOException {
        Arrival arrival = new Arrival();
        return new OpenedSource(source, arrival, source.open(arrival));
    }

    @Override
    public ObservationReader open(Runnable listener) throws IOException {
        ObservationReader first = opened.getAndSet(null);
        if (first == null) {
            return source.open(listener);
        }
        arrival.tell(listener);
        return first;
    }

    /** What has arrived before anybody listened is told to the first who does. */
    private static final class Arrival implements Runnable {

        private @Nullable Runnable listener;
        private boolean isDue;

        @Override
        public void run() {
            Runnable told;
            synchronized (this) {
                told = listener;
                isDue = told == null;
            }
            if (told != null) {
                told.run();
            }
        }

        void tell(Runnable next) {
            boolean due;
            synchronized (this) {
                listener = next;
                due = isDue;
            }
            if (due) {
                next.run();
            }
        }
    }
}
