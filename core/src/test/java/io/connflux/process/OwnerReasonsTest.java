package io.connflux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Owner;
import io.connflux.model.Owner.Unnamed;
import io.connflux.model.ProcessChoice;
import io.connflux.model.SocketState;
import io.connflux.process.files.ProcessDetails;
import io.connflux.process.files.ProcessFiles;
import io.connflux.process.files.ProcessTable;
import io.connflux.process.search.LikelyOwners;
import io.connflux.process.search.MissingOwners;
import io.connflux.process.sockets.KnownSocket;
import io.connflux.process.sockets.KnownSockets;
import io.connflux.table.Snapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said where nobody is named, of whom it changes, and to how many threads. */
class OwnerReasonsTest extends SearchedHost {

    @ParameterizedTest
    @EnumSource(names = {"FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "LAST_ACK", "CLOSING"})
    void nobody_holds_what_is_orphaned_and_of_no_process_is_said_that_it_exited(SocketState state) throws IOException {
        host.process(20, 5, 1, "one");
        host.process(21, 6, 1, "another");
        assertThat(owner(0, state)).isEqualTo(Unnamed.RELEASED);
        host.socket(50, SocketState.ESTABLISHED);
        pollInHaste();
        assertThat(owner(50)).isEqualTo(Unnamed.PENDING);
        assertThat(owner(50, state)).as("its inode is remembered").isEqualTo(Unnamed.RELEASED);
    }

    @Test
    void what_no_search_has_seen_yet_is_pending_and_what_waits_to_be_accepted_is_nobodys() {
        assertThat(owner(50)).isEqualTo(Unnamed.PENDING);
        assertThat(owner(0)).isNull();
    }

    @Test
    void who_was_never_found_had_not_exited_but_let_go() throws IOException {
        host.process(20, 5, 1, "lives");
        host.socket(50, SocketState.ESTABLISHED);
        pollInHaste();
        host.gone(50);
        pollInHaste();
        assertThat(owner(50)).isEqualTo(Unnamed.RELEASED);
        assertThat(search.changed()).containsExactly(50L);
    }

    @Test
    void a_process_that_was_seen_with_it_and_is_gone_has_exited() throws IOException {
        // The link was read, and no more: the process has no stat by now, and no directory.
        host.process(21, 6, 1, "shorter");
        host.opens(21, 3, 51);
        MissingOwners quest = quest();
        KnownSocket holding = quest.missing().iterator().next();
        host.end(21);
        quest.foundGone(51, new ProcessFiles.Stat(21, "shorter", 1, 1, 6));
        assertThat(holding.left()).isEqualTo(Unnamed.EXITED);
    }

    private MissingOwners quest() {
        ProcessFiles files = new ProcessFiles(host.proc());
        ProcessDetails details = new ProcessDetails(host.proc(), () -> Instant.EPOCH);
        KnownSockets holdings = new KnownSockets(owner -> owner);
        MissingOwners quest = new MissingOwners(
                holdings,
                new LikelyOwners(details, new ProcessTable(files), ProcessChoice.ANY),
                files,
                details::process);
        var rows = host.snapshot().tables().iterator().next();
        for (int row = 0; row < rows.size(); row++) {
            if (rows.inode(row) == 51) {
                KnownSocket holding = KnownSocket.of(rows, row);
                holdings.meet(holding);
                quest.lookFor(holding, 1);
            }
        }
        return quest;
    }

    @Test
    void a_process_that_only_closed_its_descriptor_has_not_exited() throws IOException {
        host.process(20, 5, 1, "lives");
        host.socket(51, SocketState.ESTABLISHED);
        MissingOwners quest = quest();
        KnownSocket holding = quest.missing().iterator().next();
        quest.foundGone(51, new ProcessFiles.Stat(20, "lives", 1, 20, 5));
        assertThat(holding.left()).isEqualTo(Unnamed.RELEASED);
    }

    @Test
    void a_row_that_is_back_is_looked_for_again() throws IOException {
        host.socket(50, SocketState.ESTABLISHED);
        pollInHaste();
        host.gone(50);
        poll();
        assertThat(owner(50)).isEqualTo(Unnamed.RELEASED);
        host.socket(1, SocketState.LISTEN);
        poll();
        host.process(20, 5, 1, "lives");
        host.opens(20, 3, 50);
        poll();
        assertThat(owner(50)).isInstanceOf(Owner.Held.class);
    }

    @Test
    void a_snapshot_comes_back_with_the_owners_of_its_rows() throws IOException {
        host.process(20, 5, 1, "a");
        host.holds(20, 3, 50);
        host.socket(50, SocketState.ESTABLISHED);
        host.socket(51, SocketState.ESTABLISHED);
        Map<Long, Owner> owners = owners(search.follow(host.snapshot(), () -> true));
        assertThat(owners).containsEntry(51L, Unnamed.PENDING);
        owners = owners(search.follow(host.snapshot(), () -> false));
        assertThat(owners.get(50L)).isInstanceOf(Owner.Held.class);
        assertThat(owners.get(51L)).isNull();
        assertThat(owners(search.follow(host.snapshot(), () -> false)).get(50L)).isSameAs(owners.get(50L));
    }

    @Test
    void of_a_socket_that_went_before_anybody_was_found_the_snapshot_says_so() throws IOException {
        host.socket(50, SocketState.ESTABLISHED);
        search.follow(host.snapshot(), () -> true);
        host.gone(50);
        assertThat(search.follow(host.snapshot(), () -> true).lastOwners()).containsEntry(50L, Unnamed.RELEASED);
        assertThat(search.follow(host.snapshot(), () -> true).lastOwners()).isEmpty();
    }

    private static Map<Long, Owner> owners(Snapshot snapshot) {
        Map<Long, Owner> owners = new HashMap<>();
        snapshot.connections().forEach(connection -> owners.put(connection.inode(), connection.owner()));
        return owners;
    }

    @Test
    void each_change_is_told_once_and_only_what_changed() throws IOException {
        host.process(20, 5, 1, "a");
        host.opens(20, 3, 50);
        host.socket(51, SocketState.ESTABLISHED);
        poll();
        assertThat(search.changed()).containsExactly(50L, 51L);
        poll();
        assertThat(search.changed()).isEmpty();
        host.process(20, 5, 1, "b");
        Set<Long> changed = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            poll();
            changed.addAll(search.changed());
        }
        assertThat(changed).containsExactly(50L);
        assertThat(holder(50).name()).isEqualTo("b");
        host.gone(51);
        poll();
        assertThat(search.changed()).containsExactly(51L);
    }

    @Test
    void two_reads_that_overlap_and_others_that_ask_disturb_nobody() throws Exception {
        for (int pid = 20; pid < 30; pid++) {
            host.process(pid, pid, 1, "p" + pid);
            for (int number = 0; number < 20; number++) {
                long inode = pid * 100L + number;
                host.opens(pid, number, inode);
            }
        }
        var one = host.snapshot();
        for (long inode = 2_000; inode < 2_010; inode++) {
            host.gone(inode);
        }
        var other = host.snapshot();
        int threads = 4;
        CyclicBarrier barrier = new CyclicBarrier(threads + 1);
        ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            all.add(pool.submit(() -> {
                barrier.await();
                for (int i = 0; i < 100; i++) {
                    int budget = i % 3;
                    int[] asked = {0};
                    search.follow((thread + i) % 2 == 0 ? one : other, () -> asked[0]++ > budget);
                }
                return null;
            }));
        }
        all.add(pool.submit(() -> {
            barrier.await();
            for (int i = 0; i < 2_000; i++) {
                Owner owner = owner(2_100 + i % 20);
                assertThat(owner).isNotNull();
            }
            return null;
        }));
        pool.shutdown();
        for (Future<?> each : all) {
            each.get();
        }
        search.follow(one, () -> false);
        assertThat(pids(2_105)).containsExactly(21);
        assertThat(pids(2_005)).containsExactly(20);
    }

    @Test
    void an_interrupted_thread_does_nothing_and_stays_interrupted() {
        host.socket(50, SocketState.ESTABLISHED);
        Thread.currentThread().interrupt();
        search.follow(host.snapshot(), () -> false);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(search.changed()).isEqualTo(Set.of());
    }
}
