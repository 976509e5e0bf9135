package io.connflux.stream.replay.line;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;

/** The order in which files of one recording were written, whatever a rotation has called them. */
final class RecordedOrder {

    /** Lines among which the first event is looked for. Too low misplaces a damaged file, too high reads garbage to its end. */
    private static final int BEGINNING = 1_000;

    private record Begun(RecordedFile file, Instant time, long seq) {}

    private RecordedOrder() {}

    /**
     * Files by the time of their first event; one that has none comes last. As they were given where one can be read only once.
     *
     * @throws IOException where one cannot be opened
     */
    static List<RecordedFile> of(List<RecordedFile> files) throws IOException {
        if (files.size() == 1 || !files.stream().allMatch(RecordedFile::again)) {
            return files;
        }
        List<Begun> begun = new ArrayList<>();
        for (RecordedFile file : files) {
            begun.add(begun(file));
        }
        begun.sort(Comparator.comparing(Begun::time).thenComparing(Begun::seq));
        return begun.stream().map(Begun::file).toList();
    }

    private static Begun begun(RecordedFile file) throws IOException {
        LineHead head = new LineHead();
        try (RecordedLines lines = new RecordedLines(List.of(file), new Damages())) {
            for (int i = 0; i < BEGINNING && lines.next(); i++) {
                try {
                    head.read(lines.buffer(), lines.start(), lines.end(), !lines.isLast());
                    return new Begun(file, head.time(), head.seq());
                } catch (JacksonException | IllegalArgumentException noEvent) {
                    // It is told when the file is read for its events.
                }
            }
        }
        return new Begun(file, Instant.MAX, 0);
    }
}
