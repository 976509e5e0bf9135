package io.connflux.cli.text.line;

import io.connflux.fixture.EventEncoderContract;
import io.connflux.fixture.EventSinkContract;
import io.connflux.stream.EventSink;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.sink.LineSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;

/** Lines for people as any other schema, and through the sink that writes them. */
class TextEncoderTest implements EventEncoderContract, EventSinkContract {

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    @Override
    public EventEncoder encoder() {
        return new TextEncoder(TextLine.alone(new TextStyle(() -> 120, true, Signs.UNICODE, true, ZoneOffset.UTC)));
    }

    @Override
    public EventSink sink() {
        return LineSink.to(lines).as(this::encoder);
    }

    @Override
    public long arrived() {
        return lines.toString(StandardCharsets.UTF_8).lines().count();
    }
}
