package io.connflux.stream.sink;

import io.connflux.stream.encode.EventEncoder;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a {@link FileSink} is told. */
record FileSettings(
        Path path,
        Supplier<? extends EventEncoder> encoders,
        @Nullable Rotation rotation,
        Mono<Void> stop,
        Flux<?> reopenings,
        Consumer<FileTrouble> troubles) {

    FileSettings withEncoders(Supplier<? extends EventEncoder> others) {
        return new FileSettings(path, others, rotation, stop, reopenings, troubles);
    }

    FileSettings withRotation(Rotation other) {
        return new FileSettings(path, encoders, other, stop, reopenings, troubles);
    }

    FileSettings withStop(Mono<Void> other) {
        return new FileSettings(path, encoders, rotation, other, reopenings, troubles);
    }

    FileSettings withReopenings(Flux<?> others) {
        return new FileSettings(path, encoders, rotation, stop, others, troubles);
    }

    FileSettings withTroubles(Consumer<FileTrouble> listener) {
        return new FileSettings(path, encoders, rotation, stop, reopenings, listener);
    }
}
