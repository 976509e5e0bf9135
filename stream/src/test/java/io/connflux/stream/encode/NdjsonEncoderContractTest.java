package io.connflux.stream.encode;

import io.connflux.fixture.EventEncoderContract;

class NdjsonEncoderContractTest implements EventEncoderContract {

    @Override
    public EventEncoder encoder() {
        return new NdjsonEncoder();
    }
}
