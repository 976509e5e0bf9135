package io.connflux.stream.sink;

import io.connflux.fixture.EventSinkContract;
import io.connflux.stream.EventSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

class LineSinkContractTest implements EventSinkContract {

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    @Override
    public EventSink sink() {
        return LineSink.to(lines);
    }

    @Override
    public long arrived() {
        return lines.toString(StandardCharsets.UTF_8).lines().count();
    }
}
