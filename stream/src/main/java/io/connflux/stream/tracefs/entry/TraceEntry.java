package io.connflux.stream.tracefs.entry;

import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.observation.Observation;

/** An entry of the trace that tells something of TCP. */
public sealed interface TraceEntry {

    /** When, on the clock of {@link System#nanoTime}. */
    long nanos();

    /** What is about a thread, and tells nothing of sockets. */
    sealed interface OfTask extends TraceEntry {}

    /**
     * A socket's state changed ({@code sock:inet_sock_set_state}); how it ended is not known yet.
     *
     * @param thread that did it; 0 where that is not known
     */
    record StateChange(Observation observation, long thread) implements TraceEntry {

        @Override
        public long nanos() {
            return observation.nanos();
        }
    }

    /** The peer of a socket reset it ({@code tcp:tcp_receive_reset}); told just before it is closed. */
    record ResetReceived(long nanos, long socket) implements TraceEntry {}

    /** A reset was sent for a socket ({@code tcp:tcp_send_reset}); told just after it was closed, or before. */
    record ResetSent(long nanos, long socket) implements TraceEntry {}

    /** The last FIN of a socket was sent again, as nobody has acknowledged it ({@code tcp:tcp_retransmit_skb}). */
    record FinRepeated(long nanos, long socket) implements TraceEntry {}

    /** A socket's error is to be told to its process ({@code sock:inet_sk_error_report}); just after it was closed. */
    record ErrorReport(long nanos, Protocol protocol, Endpoint local, Endpoint remote, int error)
            implements TraceEntry {}

    /**
     * A thread began ({@code task:task_newtask}), before it did anything.
     *
     * @param maker the thread that made it
     * @param name its {@code comm}, which is its maker's
     * @param isProcess whether it is the first one of a process
     */
    record TaskBegun(long nanos, long thread, long maker, String name, boolean isProcess) implements OfTask {}

    /** A thread has another name ({@code task:task_rename}): it executed a program, or said so. */
    record TaskRenamed(long nanos, long thread, String name) implements OfTask {}

    /**
     * Events were lost.
     *
     * @param nanos the time of the last one before them
     * @param until that of the first one behind them
     */
    record Gap(long nanos, long until) implements TraceEntry {}
}
