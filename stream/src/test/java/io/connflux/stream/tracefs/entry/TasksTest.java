package io.connflux.stream.tracefs.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.observation.ActingProcess;
import io.connflux.observation.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which process a thread is told to be of, on hosts whose few numbers are given out again and again. */
class TasksTest {

    private static final long TICK = 10_000_000;
    private static final Endpoint HERE = Endpoint.parse("127.0.0.1:5000");

    private final Tasks tasks = new Tasks(Path.of("/nowhere"));

    /** A thread as it is. */
    private static final class Actor {
        final long process;
        final long begun;
        String name;
        /** Whether it is older than the trace, or of a process that is. */
        final boolean old;

        Actor(long process, long begun, String name, boolean old) {
            this.process = process;
            this.begun = begun;
            this.name = name;
            this.old = old;
        }
    }

    /** What happens on a host by chance: told as the trace does, but for times in which it loses what happens. */
    private final class Host {
        final Random random;
        final Map<Long, Actor> threads = new HashMap<>();
        long nanos = TICK;
        int known;
        int unknown;

        Host(long seed) {
            random = new Random(seed);
            for (long pid = 3; pid < 6; pid++) {
                threads.put(pid, new Actor(pid, 0, "old" + pid, true));
            }
        }

        void step(boolean lost) {
            nanos += 1 + random.nextInt(3_000_000);
            List<Long> all = new ArrayList<>(threads.keySet());
            long thread = all.get(random.nextInt(all.size()));
            Actor its = threads.get(thread);
            switch (random.nextInt(5)) {
                case 0, 1 -> begin(thread, its, lost);
                case 2 -> {
                    its.name = "n" + random.nextInt(1_000);
                    tell(lost, new TraceEntry.TaskRenamed(nanos, thread, its.name));
                }
                case 3 -> exit(thread);
                default -> change(thread, its, lost);
            }
        }

        private void begin(long maker, Actor its, boolean lost) {
            long free = 3L + random.nextInt(12);
            if (threads.containsKey(free)) {
                return;
            }
            boolean isProcess = random.nextBoolean();
            threads.put(free, new Actor(isProcess ? free : its.process, nanos, its.name, !isProcess && its.old));
            tell(lost, new TraceEntry.TaskBegun(nanos, free, maker, its.name, isProcess));
        }

        /** A process's number is nobody else's as long as one of its threads is there. */
        private void exit(long thread) {
            boolean isNeeded = threads.entrySet().stream()
                    .anyMatch(each -> each.getKey() != thread && each.getValue().process == thread);
            if (threads.size() > 2 && !isNeeded) {
                threads.remove(thread);
            }
        }

        private void change(long thread, Actor its, boolean lost) {
            if (lost) {
                return;
            }
            ActingProcess told = told(nanos, thread, null);
            if (told == null) {
                unknown++;
                return;
            }
            known++;
            assertThat(its.old).isFalse();
            Actor process = threads.get(its.process);
            assertThat(told).isEqualTo(new ActingProcess((int) its.process, process.begun / TICK, process.name));
        }

        private void tell(boolean lost, TraceEntry entry) {
            if (!lost) {
                tasks.with(entry);
            }
        }
    }

    private @Nullable ActingProcess told(long nanos, long thread, @Nullable ActingProcess found) {
        Observation one = Observation.of(nanos, 1, Protocol.TCP, HERE, HERE, SocketState.CLOSE, SocketState.SYN_SENT);
        TraceEntry told = tasks.with(new TraceEntry.StateChange(found == null ? one : one.by(found), thread));
        return ((TraceEntry.StateChange) told).observation().process();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void each_that_began_since_is_told_as_it_is_and_no_other(long seed) {
        Host host = new Host(seed);
        for (int i = 0; i < 20_000; i++) {
            host.step(false);
        }
        assertThat(host.known).as("known, seed %d", seed).isGreaterThan(10 * host.unknown);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void where_some_was_lost_nobody_is_told_wrongly(long seed) {
        Host host = new Host(seed);
        for (int i = 0; i < 200; i++) {
            long from = host.nanos;
            int lost = host.random.nextInt(20);
            for (int step = 0; step < lost; step++) {
                host.step(true);
            }
            tasks.with(new TraceEntry.Gap(from, host.nanos));
            for (int step = 0; step < 100; step++) {
                host.step(false);
            }
        }
        assertThat(host.known).as("known, seed %d", seed).isPositive();
    }

    @Test
    void what_another_CPU_tells_while_something_is_lost_is_not_believed() {
        tasks.with(new TraceEntry.Gap(100, 200));
        tasks.with(new TraceEntry.TaskBegun(150, 20, 10, "bash", true));
        // Between the two it may have executed another program.
        assertThat(told(250, 20, null)).isNull();
    }

    @Test
    void what_proc_says_counts_for_the_start_and_what_the_trace_says_for_the_name() {
        tasks.with(new TraceEntry.TaskBegun(7 * TICK, 20, 10, "bash", true));
        ActingProcess later = new ActingProcess(20, 6, "sleep");
        assertThat(told(8 * TICK, 20, later)).isEqualTo(new ActingProcess(20, 6, "bash"));
        assertThat(told(8 * TICK, 21, later)).isEqualTo(later);
    }

    @Test
    void a_thread_of_the_kernels_own_is_nobodys() {
        tasks.with(new TraceEntry.TaskBegun(7, 20, 2, "kthreadd", true));
        assertThat(told(8, 20, null)).isNull();
    }

    @Test
    void those_that_began_long_ago_are_forgotten_first() {
        for (int i = 0; i < 20_000; i++) {
            tasks.with(new TraceEntry.TaskBegun(i, 100 + i, 10, "n" + i, true));
        }
        assertThat(told(30_000, 100, null)).isNull();
        assertThat(told(30_000, 20_099, null)).isEqualTo(new ActingProcess(20_099, 0, "n19999"));
    }
}
