package io.connflux.stream.tracefs.entry;

import io.connflux.observation.ActingProcess;
import io.connflux.observation.Observation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which process a thread is of, and what that is called, by what the trace has told of threads since it began: also where all of them
 * are gone before anybody could look. All entries have to be given in the order of their times: so a thread is told apart from another
 * one that has its number earlier or later. Nothing is known of threads that are older than the trace, nor of the kernel's own.
 *
 * <p>Where events were lost, all is forgotten: a number may be another thread's by then. For one thread.
 */
public final class Tasks {

    /**
     * The newest ones that are remembered, about 150 bytes each. Too low, and of a host that makes thousands of processes a second one
     * is forgotten before it connects; it is found in {@code /proc} if it is there a few milliseconds later. Too high, and what is
     * gone takes memory.
     */
    private static final int REMEMBERED = 16_384;

    /** The thread that makes the kernel's own ones. */
    private static final long KTHREADD = 2;

    private final BootClock clock;
    private final Map<Long, Task> tasks = new LinkedHashMap<>();
    private long blindUntil = Long.MIN_VALUE;

    private record Task(long process, long begun, String name) {}

    /** @param proc whose {@code uptime} tells what the start of a process is counted from */
    public Tasks(Path proc) {
        clock = new BootClock(proc);
    }

    /** Takes in the next entry, and gives it with the process that did it, where that is known. */
    public TraceEntry with(TraceEntry entry) {
        if (entry instanceof TraceEntry.StateChange change) {
            Observation told = change.observation();
            ActingProcess process = process(change.thread(), told.process());
            return process == null ? change : new TraceEntry.StateChange(told.by(process), change.thread());
        }
        if (entry instanceof TraceEntry.Gap gap) {
            tasks.clear();
            blindUntil = Math.max(blindUntil, gap.until());
        } else if (entry.nanos() > blindUntil) {
            if (entry instanceof TraceEntry.TaskBegun begun) {
                begin(begun);
            } else if (entry instanceof TraceEntry.TaskRenamed renamed) {
                tasks.computeIfPresent(
                        renamed.thread(), (thread, task) -> new Task(task.process, task.begun, renamed.name()));
            }
        }
        return entry;
    }

    private void begin(TraceEntry.TaskBegun begun) {
        tasks.remove(begun.thread());
        Task maker = tasks.get(begun.maker());
        if (begun.maker() == KTHREADD || (maker == null && !begun.isProcess())) {
            return;
        }
        long process = maker == null || begun.isProcess() ? begun.thread() : maker.process;
        tasks.put(begun.thread(), new Task(process, begun.nanos(), begun.name()));
        if (tasks.size() > REMEMBERED) {
            tasks.remove(tasks.keySet().iterator().next());
        }
    }

    /** @param found what {@code /proc} says of it by now */
    private @Nullable ActingProcess process(long thread, @Nullable ActingProcess found) {
        Task task = tasks.get(thread);
        Task process = task == null ? null : tasks.get(task.process);
        if (task == null || process == null) {
            return found;
        }
        int pid = (int) task.process;
        // The kernel takes the start a little before it tells it, which may be in the tick before.
        return found != null && found.pid() == pid
                ? new ActingProcess(pid, found.startTicks(), process.name)
                : new ActingProcess(pid, clock.ticks(process.begun), process.name);
    }
}
