package io.connflux.track;

import io.connflux.model.Endpoint;
import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.observation.HostNamespaces;
import io.connflux.observation.Observation;
import io.connflux.observation.Observations;
import java.time.Instant;
import java.util.List;

/** Changes of TCP sockets of 127.0.0.1 that a test names one by one, each a millisecond behind the one before. */
final class ScriptedChanges {

    private static final Instant START = Instant.ofEpochSecond(100);

    private long nanos = Moment.at(START).nanos();

    /** That of the newest. */
    Moment now() {
        return new Moment(START.plusNanos(nanos - Moment.at(START).nanos()), nanos);
    }

    /** Goes on to the time of the next one. */
    long next() {
        nanos += 1_000_000;
        return nanos;
    }

    /** The next one. */
    Observation change(long socket, int port, int to, SocketState before, SocketState after) {
        return Observation.of(
                next(),
                socket,
                Protocol.TCP,
                Endpoint.parse("127.0.0.1:" + port),
                Endpoint.parse("127.0.0.1:" + to),
                before,
                after);
    }

    /** What a tracker makes of some of them. */
    List<String> told(ConnectionTracker tracker, HostNamespaces host, Observation... some) {
        return tracker.observe(new Observations(List.of(some), 0), now(), host).stream()
                .map(Rows::line)
                .toList();
    }
}
