package io.connflux.stream.netlink;

import io.connflux.fixture.ObservationSourceContract;
import io.connflux.observation.ObservationSource;

class DestroyedSocketsContractTest implements ObservationSourceContract {

    @Override
    public ObservationSource source() {
        return DestroyedSockets.ofThisHost();
    }

    @Override
    public String threads() {
        return "connflux-ends";
    }
}
