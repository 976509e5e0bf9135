package io.connflux.stream.netlink.end;

import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.ObservationReader;
import io.connflux.observation.Observations;
import io.connflux.stream.netlink.socket.NetlinkSocket;
import io.connflux.stream.netlink.socket.Waker;
import io.connflux.stream.thread.Bell;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Reads the ends of sockets on a thread of its own, so that the kernel has room for the next ones, and keeps them until they are taken. */
public final class EndReader implements ObservationReader {

    /**
     * Ends that wait to be taken. Too low, and some are lost where who takes them is kept up; too high, and they take the heap, some
     * 300 bytes each.
     */
    private static final int MOST = 1 << 17;

    /** Messages that are received before it is asked who has their tuples. Too many, and that may be another one by then. */
    private static final int AT_ONCE = 64;

    /** The kernel's own thread tells an end some microseconds after it. */
    private static final long GUARD_NANOS = 1_000_000;

    /** Where the reading thread gets no CPU. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final NetlinkSocket socket;
    private final Waker waker;
    private final Successor successor;
    private final Bell bell;
    private final List<EndMessage> batch = new ArrayList<>();
    private final Thread reading = new Thread(this::read, "connflux-ends");
    private final Thread ringing;
    private final int most;

    private List<Observation> waiting = new ArrayList<>();
    private long lost;
    private long drops;
    private long asked;
    private long answered;
    private boolean isClosed;
    private @Nullable IOException failure;

    private EndReader(NetlinkSocket socket, Waker waker, Successor successor, Bell bell, int most) {
        this.socket = socket;
        this.waker = waker;
        this.successor = successor;
        this.bell = bell;
        this.most = most;
        ringing = new Thread(bell, "connflux-ends-bell");
        for (int i = 0; i < AT_ONCE; i++) {
            batch.add(new EndMessage());
        }
    }

    /**
     * Begins to read a socket, which is the reader's from then on.
     *
     * @throws IOException where that cannot be; the socket is the caller's still
     */
    public static EndReader of(NetlinkSocket socket, Runnable arrival) throws IOException {
        Waker waker = Waker.of(socket);
        try {
            EndReader reader = new EndReader(socket, waker, new Successor(), new Bell(arrival), MOST);
            reader.start(reader.ringing);
            reader.start(reader.reading);
            return reader;
        } catch (IOException e) {
            waker.close();
            throw e;
        }
    }

    private void start(Thread thread) {
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            while (true) {
                long answering;
                synchronized (this) {
                    if (isClosed) {
                        return;
                    }
                    answering = asked;
                }
                while (waker.isReady()) {
                    keep(receive());
                }
                answer(answering);
                waker.await();
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(new IOException("the ends of sockets are not read any more: " + e, e));
        }
    }

    private List<Observation> receive() throws IOException {
        int count = 0;
        while (count < AT_ONCE && waker.isReady()) {
            try {
                if (batch.get(count).receive(socket)) {
                    count++;
                }
            } catch (NetlinkSocket.Failure e) {
                if (e.errno() != NetlinkSocket.ENOBUFS) {
                    throw e;
                }
                overflow();
            }
        }
        List<Observation> told = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Observation one = batch.get(i).read(successor);
            if (one != null) {
                told.add(one);
            }
        }
        return told;
    }

    /** The kernel says so once for many; how many, it counts. */
    private synchronized void overflow() {
        if (socket.drops() < 0) {
            lost++;
        }
        bell.ring();
    }

    private synchronized void keep(List<Observation> told) {
        int room = Math.max(0, Math.min(told.size(), most - waiting.size()));
        waiting.addAll(told.subList(0, room));
        lost += told.size() - room;
        if (!waiting.isEmpty()) {
            bell.ring();
        }
    }

    private synchronized void answer(long answering) {
        long now = socket.drops();
        if (now > drops) {
            lost += now - drops;
            drops = now;
            bell.ring();
        }
        answered = answering;
        notifyAll();
    }

    private synchronized void fail(IOException why) {
        failure = why;
        notifyAll();
        bell.ring();
    }

    @Override
    public Observations take() throws IOException {
        bell.heard();
        LockSupport.parkNanos(GUARD_NANOS);
        synchronized (this) {
            awaitAnswer();
            if (isClosed) {
                return Observations.NONE;
            }
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            Observations taken = new Observations(waiting, lost);
            waiting = new ArrayList<>();
            lost = 0;
            return taken;
        }
    }

    private synchronized void awaitAnswer() {
        if (isClosed) {
            return;
        }
        long wanted = ++asked;
        waker.wake();
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (long left = PATIENCE.toMillis();
                    left > 0 && answered < wanted && failure == null && !isClosed;
                    left = (until - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            // What is not there yet is told by the next call.
            Thread.currentThread().interrupt();
        }
    }

    /** Those of one namespace alone are told, wherever else there are some. */
    @Override
    public HostNamespaces namespaces() {
        return new HostNamespaces(0, true);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            waker.wake();
            notifyAll();
        }
        bell.close();
        awaitEnd(reading);
        awaitEnd(ringing);
        successor.close();
        waker.close();
        socket.close();
    }

    /** A descriptor that is closed while a thread reads it may be another file's by then. */
    private static void awaitEnd(Thread thread) {
        boolean wasInterrupted = Thread.interrupted();
        // The listener may be what closes.
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join(PATIENCE.toMillis());
                break;
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
