package io.connflux.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Outcome;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who closed a connection, by its last state and by how it ended. */
class CloserTest {

    @ParameterizedTest
    @CsvSource({
        "FIN_WAIT1,,LOCAL",
        "TIME_WAIT,CLOSED,LOCAL",
        "FIN_WAIT2,RESET_BY_PEER,LOCAL",
        "CLOSE_WAIT,,REMOTE",
        "LAST_ACK,CLOSED,REMOTE",
        "CLOSE_WAIT,RESET_HERE,REMOTE",
        "ESTABLISHED,,",
        "ESTABLISHED,CLOSED,",
        "ESTABLISHED,TIMED_OUT,",
        "ESTABLISHED,RESET_HERE,LOCAL",
        "ESTABLISHED,RESET_BY_PEER,REMOTE",
        "SYN_RECV,RESET_BY_PEER,REMOTE",
        "SYN_SENT,REFUSED,",
        "SYN_SENT,TIMED_OUT,",
        "SYN_SENT,UNREACHABLE,",
        "CLOSING,CLOSED,",
        "LISTEN,,"
    })
    void a_reset_counts_where_nobody_had_closed_it_before(
            SocketState last, @Nullable Outcome outcome, @Nullable Closer closer) {
        Connection connection =
                Connection.of(Protocol.TCP, Endpoint.parse("10.0.0.1:5000"), Endpoint.parse("10.0.0.2:443"), last);
        Instant time = Instant.EPOCH;
        assertThat(new ConnectionEvent.Closed(time, time, connection, Duration.ZERO, outcome).closedBy())
                .isEqualTo(closer);
    }
}
