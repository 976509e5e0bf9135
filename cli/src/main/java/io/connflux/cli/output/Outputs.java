package io.connflux.cli.output;

import io.connflux.cli.notice.FileNotices;
import io.connflux.cli.options.output.Output;
import io.connflux.cli.options.output.OutputOptions;
import io.connflux.event.ConnectionEvent;
import io.connflux.stream.encode.Encoding;
import io.connflux.stream.sink.FileSink;
import io.connflux.stream.sink.LineSink;
import io.connflux.stream.sink.Rotation;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The files that a command writes beside its work, each for itself: with its own position, filter and format.
 *
 * @param options which
 * @param out where standard output is one of them; null where that is the command's own work
 * @param usual their format where they do not say one
 * @param forms what their lines look like
 * @param err where it is said what is wrong with one
 */
public record Outputs(
        OutputOptions options, @Nullable OutputStream out, Encoding usual, LineForms forms, PrintStream err) {

    /** How long lines under way are waited for when the work has ended. Too low loses them, too high waits for a full disk. */
    private static final Duration LAST_LINES = Duration.ofSeconds(3);

    /** How long files go on after the work: what ended it is in their events too, a moment later. */
    private static final Duration SAME_POLL = Duration.ofMillis(200);

    /**
     * Does some work, and writes the files until that has ended: then each still gets the events that are on their way to it, its
     * baseline at least.
     *
     * @param work that ends
     * @param stop ends the files at once
     * @param source gives the events
     */
    public Mono<Void> beside(Mono<?> work, Mono<Void> stop, ToldEvents source) {
        return options.files().isEmpty()
                ? together(work, stop, source, Flux.never())
                : Mono.using(Hangup::new, hangup -> together(work, stop, source, hangup.signals()), Hangup::close);
    }

    private Mono<Void> together(Mono<?> work, Mono<Void> stop, ToldEvents source, Flux<Boolean> reopenings) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> over = Sinks.empty();
            Mono<Void> end = Mono.firstWithSignal(
                    stop, over.asMono().then(Mono.delay(LAST_LINES)).then());
            List<Mono<?>> all = new ArrayList<>();
            for (Output output : options.all()) {
                Path file = output.file();
                OutputStream standard = out;
                Flux<Iterable<ConnectionEvent>> batches =
                        begun(source.batches(ToldEvents.name(file), output.filter(forms.proc())), over.asMono());
                if (file != null) {
                    all.add(sink(file, output).reopenOn(reopenings).until(end).write(batches));
                } else if (standard != null) {
                    all.add(print(standard, output).write(batches.takeUntilOther(end)));
                }
            }
            all.add(work.doOnTerminate(over::tryEmitEmpty));
            return Mono.when(all);
        });
    }

    /** Ends with the work, but not before there has been something. */
    private static Flux<Iterable<ConnectionEvent>> begun(Flux<Iterable<ConnectionEvent>> batches, Mono<Void> over) {
        return Flux.defer(() -> {
            Sinks.Empty<Void> begun = Sinks.empty();
            return batches.doOnNext(first -> begun.tryEmitEmpty())
                    .takeUntilOther(Mono.when(over.then(Mono.delay(SAME_POLL)), begun.asMono()));
        });
    }

    private @Nullable Encoding encoding(Output output) {
        return output.format() == null ? usual : output.format().schema();
    }

    private LineSink print(OutputStream standard, Output output) {
        return LineSink.to(standard).as(forms.of(encoding(output)));
    }

    private FileSink sink(Path file, Output output) {
        FileSink sink = FileSink.to(file).as(forms.of(encoding(output))).onTrouble(new FileNotices(err));
        Rotation rotation = options.rotation();
        return rotation == null ? sink : sink.rotate(rotation);
    }
}
