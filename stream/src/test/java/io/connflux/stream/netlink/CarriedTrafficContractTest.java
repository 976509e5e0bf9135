package io.connflux.stream.netlink;

import io.connflux.fixture.ObservationSourceContract;
import io.connflux.observation.ObservationSource;

/** Beside another source, whose changes are told all the same. */
class CarriedTrafficContractTest implements ObservationSourceContract {

    @Override
    public ObservationSource source() {
        return CarriedTraffic.with(DestroyedSockets.ofThisHost());
    }

    @Override
    public String threads() {
        return "connflux-ends";
    }
}
