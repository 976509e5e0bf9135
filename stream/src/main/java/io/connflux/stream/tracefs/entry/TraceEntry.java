package io.connflux.stream.tracefs.entry;

import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.observation.Observation;

/** An entry of the trace that tells something of TCP. */
public sealed interface TraceEntry {

    /** When, on the clock of {@link System#nanoTime}. */
    long nanos();

    /** A socket's state changed ({@code sock:inet_sock_set_state}); how it ended is not known yet. */
    record StateChange(Observation observation) implements TraceEntry {

        @Override
        public long nanos() {
            return observation.nanos();
        }
    }

    /** The peer of a socket reset it ({@code tcp:tcp_receive_reset}); told just before it is closed. */
    record ResetReceived(long nanos, long socket) implements TraceEntry {}

    /** A reset was sent for a socket ({@code tcp:tcp_send_reset}); told just after it was closed, or before. */
    record ResetSent(long nanos, long socket) implements TraceEntry {}

    /** A socket's error is to be told to its process ({@code sock:inet_sk_error_report}); just after it was closed. */
    record ErrorReport(long nanos, Protocol protocol, Endpoint local, Endpoint remote, int error)
            implements TraceEntry {}

    /**
     * Events were lost.
     *
     * @param nanos the time of the last one before them
     * @param until that of the first one behind them
     */
    record Gap(long nanos, long until) implements TraceEntry {}
}
