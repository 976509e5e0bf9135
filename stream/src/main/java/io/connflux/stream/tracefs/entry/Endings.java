package io.connflux.stream.tracefs.entry;

import io.connflux.model.Outcome;
import io.connflux.model.SocketState;
import io.connflux.observation.Observation;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How connections ended, from what the kernel tells in the same moment. A reset that arrives is told just before the socket is
 * closed; one that is sent, and an error, mostly just after it, while another socket's events may come between. So an end waits
 * for a short time, and all behind it with it, for the order to remain. For one thread.
 *
 * <p>Nothing is said of an end around which events were lost, unless one that was not lost proves it.
 */
public final class Endings {

    /** The kernel is done with an end within some microseconds, unless its thread is stopped in the middle. */
    public static final long HOLD_NANOS = 1_000_000;

    /**
     * The same of an end that must have a reason, which is seldom told later, where that thread was stopped. Too low, and on a busy host
     * some have none; too high, and one of which the kernel tells none keeps all behind it waiting.
     */
    static final long HOLD_FOR_REASON_NANOS = 20_000_000;

    /** About 100 bytes each. Too low, and on a host whose peers vanish by the thousand an end that nobody knows is told as one in order. */
    private static final int MOST_DOUBTFUL = 16_384;

    private final boolean resetsAreTold;
    private final ArrayDeque<Ending> waiting = new ArrayDeque<>();
    /** Ends whose outcome is open, by socket, oldest first. */
    private final Map<Long, Ending> open = new LinkedHashMap<>();
    /** Resets of sockets that have not ended yet, oldest first. */
    private final Map<Long, TraceEntry> resets = new LinkedHashMap<>();

    /**
     * Sockets whose last FIN was not acknowledged at once. Nobody holds them any more, so that the kernel tells no error where it gives
     * up ({@code tcp_done_with_error} in {@code net/ipv4/tcp_input.c}): how they end is not known.
     */
    private final Set<Long> doubtful = new LinkedHashSet<>();

    private long blindUntil = Long.MIN_VALUE;

    /**
     * None yet.
     *
     * @param resetsAreTold whether this kernel tells of resets that arrive: else an end in order is not known from one that is not
     */
    public Endings(boolean resetsAreTold) {
        this.resetsAreTold = resetsAreTold;
    }

    /** Takes the next entry; all of them in the order of their times. */
    public void accept(TraceEntry entry) {
        if (entry instanceof TraceEntry.StateChange change) {
            accept(change.observation());
        } else if (entry instanceof TraceEntry.ErrorReport report) {
            accept(report);
        } else if (entry instanceof TraceEntry.ResetSent sent) {
            Ending ended = open.remove(sent.socket());
            if (ended == null) {
                remember(sent.socket(), sent);
            } else {
                ended.decide(Outcome.RESET_HERE);
            }
        } else if (entry instanceof TraceEntry.FinRepeated repeated) {
            if (doubtful.add(repeated.socket()) && doubtful.size() > MOST_DOUBTFUL) {
                doubtful.remove(doubtful.iterator().next());
            }
        } else if (entry instanceof TraceEntry.ResetReceived received) {
            remember(received.socket(), received);
        } else if (entry instanceof TraceEntry.Gap gap) {
            blindUntil = gap.until() + HOLD_NANOS;
            open.values().forEach(ended -> ended.blind = true);
        }
    }

    private void accept(Observation change) {
        Ending ending = new Ending(change);
        waiting.add(ending);
        // Whatever it does next, it is beyond that FIN, or another socket that has the same place.
        boolean isDoubtful = doubtful.remove(change.socket());
        if (change.after() != SocketState.CLOSE || change.before() == SocketState.LISTEN) {
            ending.isOpen = false;
            return;
        }
        TraceEntry reset = resets.remove(change.socket());
        ending.reset = reset != null && reset.nanos() + HOLD_NANOS >= change.nanos() ? reset : null;
        ending.blind = !resetsAreTold || isDoubtful || change.nanos() <= blindUntil;
        if (ending.isResetFor(SocketState.SYN_SENT)) {
            ending.decide(Outcome.REFUSED);
        } else if (ending.reset instanceof TraceEntry.ResetReceived && !maySendResetItself(change.before())) {
            ending.decide(Outcome.RESET_BY_PEER);
        } else {
            Ending other = open.remove(change.socket());
            if (other != null) {
                other.expire();
            }
            open.put(change.socket(), ending);
        }
    }

    /** Data that arrive behind a close are told as a reset that was received, before the one that is sent for them. */
    private static boolean maySendResetItself(SocketState before) {
        return before == SocketState.FIN_WAIT1 || before == SocketState.FIN_WAIT2;
    }

    private void accept(TraceEntry.ErrorReport report) {
        for (Iterator<Ending> each = open.values().iterator(); each.hasNext(); ) {
            Ending ending = each.next();
            Outcome outcome = ending.isOf(report) ? SocketErrors.outcome(report.error(), ending.before()) : null;
            if (outcome != null) {
                ending.decide(outcome);
                each.remove();
                return;
            }
        }
    }

    private void remember(long socket, TraceEntry reset) {
        for (Iterator<TraceEntry> each = resets.values().iterator(); each.hasNext(); ) {
            if (each.next().nanos() + HOLD_NANOS >= reset.nanos()) {
                break;
            }
            each.remove();
        }
        if (socket != 0) {
            resets.remove(socket);
            resets.put(socket, reset);
        }
    }

    /**
     * Gives what is known by a time.
     *
     * @param horizon all entries before it have been accepted
     * @param told to which it is added
     */
    public void tell(long horizon, List<Observation> told) {
        for (Iterator<Ending> each = open.values().iterator(); each.hasNext(); ) {
            Ending ending = each.next();
            if (ending.nanos() + ending.holdNanos() <= horizon) {
                ending.expire();
                each.remove();
            }
        }
        Ending first = waiting.peek();
        while (first != null && !first.isOpen) {
            told.add(first.told());
            waiting.remove();
            first = waiting.peek();
        }
    }

    /** Whether something waits that happened before a time. */
    public boolean holdsFrom(long nanos) {
        Ending first = waiting.peek();
        return first != null && first.nanos() <= nanos;
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** A change that has not been told yet. */
    private static final class Ending {
        private final Observation change;
        private boolean isOpen = true;
        private boolean blind;
        private @Nullable TraceEntry reset;
        private @Nullable Outcome outcome;

        Ending(Observation change) {
            this.change = change;
        }

        long nanos() {
            return change.nanos();
        }

        SocketState before() {
            return change.before();
        }

        private long holdNanos() {
            boolean isKnown = blind || reset != null || SocketErrors.outcomeWithout(change.before()) != null;
            return isKnown ? HOLD_NANOS : HOLD_FOR_REASON_NANOS;
        }

        boolean isResetFor(SocketState before) {
            return reset instanceof TraceEntry.ResetReceived && change.before() == before;
        }

        boolean isOf(TraceEntry.ErrorReport report) {
            return change.protocol() == report.protocol()
                    && change.local().equals(report.local())
                    && change.remote().equals(report.remote());
        }

        void decide(Outcome how) {
            outcome = how;
            isOpen = false;
        }

        /** Nothing more was told of it. */
        void expire() {
            isOpen = false;
            if (reset instanceof TraceEntry.ResetReceived) {
                outcome = Outcome.RESET_BY_PEER;
            } else if (reset != null) {
                outcome = Outcome.RESET_HERE;
            } else if (!blind) {
                outcome = SocketErrors.outcomeWithout(change.before());
            }
        }

        Observation told() {
            return outcome == null ? change : change.ending(outcome);
        }
    }
}
