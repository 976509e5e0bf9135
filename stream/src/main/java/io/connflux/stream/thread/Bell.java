package io.connflux.stream.thread;

/**
 * Says once that there is something to take, on a thread of its own: who reads of the kernel must not wait for what the listener does,
 * and who takes has no thread of the source to say it on when something is left.
 */
public final class Bell implements Runnable {

    private final Runnable listener;
    private boolean isDue;
    private boolean hasRung;
    private boolean isClosed;

    /** @param listener is run on the thread that runs this */
    public Bell(Runnable listener) {
        this.listener = listener;
    }

    @Override
    public void run() {
        while (awaitDue()) {
            listener.run();
        }
    }

    private synchronized boolean awaitDue() {
        while (!isDue && !isClosed) {
            try {
                wait();
            } catch (InterruptedException e) {
                // The listener's own affair: nobody but close() ends this thread.
            }
        }
        isDue = false;
        return !isClosed;
    }

    /** There is something. */
    public synchronized void ring() {
        if (!hasRung) {
            hasRung = true;
            isDue = true;
            notifyAll();
        }
    }

    /** Somebody has come. */
    public synchronized void heard() {
        hasRung = false;
    }

    /** Ends the thread that runs this, once the listener has returned. */
    public synchronized void close() {
        isClosed = true;
        notifyAll();
    }
}
