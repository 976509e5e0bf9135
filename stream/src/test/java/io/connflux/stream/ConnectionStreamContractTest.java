package io.connflux.stream;

import io.connflux.fixture.EventSourceContract;
import io.connflux.fixture.Host;
import java.time.Duration;
import java.util.List;

class ConnectionStreamContractTest implements EventSourceContract {

    private final Host host = new Host();

    @Override
    public Host host() {
        return host;
    }

    @Override
    public EventSource source() {
        return ConnectionStream.over(host).every(Duration.ofMillis(5));
    }

    @Override
    public List<String> threads() {
        return List.of("connflux-timer", "connflux-poll");
    }
}
