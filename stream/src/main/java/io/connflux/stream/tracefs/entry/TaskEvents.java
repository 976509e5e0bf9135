package io.connflux.stream.tracefs.entry;

import io.connflux.stream.tracefs.page.EventFormat;
import io.connflux.stream.tracefs.page.Field;
import io.connflux.stream.tracefs.page.TracePage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code task:task_newtask} and {@code task:task_rename}. */
final class TaskEvents {

    /** {@code CLONE_THREAD} of {@code include/uapi/linux/sched.h}. */
    private static final long CLONE_THREAD = 0x10000;

    private static final int NAME = 16;

    /** What is needed of them: a name that was changed since, and is not told, would be a wrong one. */
    static final Set<TraceEvent> BOTH = Set.of(TraceEvent.TASK_BEGUN, TraceEvent.TASK_RENAMED);

    private final int begunId;
    private final Field maker;
    private final Field begun;
    private final Field begunName;
    private final Field flags;
    private final int begunEnd;
    private final int renamedId;
    private final Field renamed;
    private final Field newName;
    private final int renamedEnd;

    private TaskEvents(EventFormat begin, EventFormat rename) throws IOException {
        begunId = begin.id();
        maker = begin.field("common_pid", Integer.BYTES);
        begun = begin.field("pid", Integer.BYTES);
        begunName = begin.field("comm", NAME);
        flags = begin.field("clone_flags", Integer.BYTES, Long.BYTES);
        begunEnd = Math.max(begun.end(), Math.max(begunName.end(), flags.end()));
        renamedId = rename.id();
        renamed = rename.field("pid", Integer.BYTES);
        newName = rename.field("newcomm", NAME);
        renamedEnd = Math.max(renamed.end(), newName.end());
    }

    static TaskEvents of(Path events) throws IOException {
        return new TaskEvents(
                EventFormat.read(TraceEvent.TASK_BEGUN.in(events).resolve("format")),
                EventFormat.read(TraceEvent.TASK_RENAMED.in(events).resolve("format")));
    }

    @Nullable
    TraceEntry decode(int id, TracePage entry) throws IOException {
        if (id == begunId) {
            entry.require(begunEnd);
            return new TraceEntry.TaskBegun(
                    entry.nanos(),
                    entry.number(begun),
                    entry.number(maker),
                    entry.text(begunName),
                    (entry.number(flags) & CLONE_THREAD) == 0);
        }
        if (id == renamedId) {
            entry.require(renamedEnd);
            return new TraceEntry.TaskRenamed(entry.nanos(), entry.number(renamed), entry.text(newName));
        }
        return null;
    }
}
