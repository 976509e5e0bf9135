package io.connflux.stream.tracefs;

import io.connflux.fixture.ObservationSourceContract;
import io.connflux.observation.ObservationSource;

class TracefsContractTest implements ObservationSourceContract {

    @Override
    public ObservationSource source() {
        WatchedHost.assumeTraceable();
        return Tracefs.at(Tracefs.ROOT).with(WatchedHost.ROOMY);
    }

    @Override
    public String threads() {
        return "connflux-trace";
    }
}
