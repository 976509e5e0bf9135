package io.connflux.process.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Connection;
import io.connflux.model.SocketState;
import io.connflux.process.FakeProcesses;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenInodesTest {

    private static Snapshot snapshot(Set<Long> inodes) {
        List<Connection> rows = new ArrayList<>();
        inodes.forEach(inode -> rows.add(FakeProcesses.connection(inode, SocketState.ESTABLISHED)));
        return Snapshot.of(Instant.EPOCH, rows);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void each_inode_is_met_once_and_forgotten_only_long_after_its_last_row(long seed) {
        Random random = new Random(seed);
        SeenInodes seen = new SeenInodes();
        Set<Long> there = new TreeSet<>();
        Set<Long> known = new HashSet<>();
        Set<Long> found = Set.of();
        int forgotten = 0;
        for (int poll = 0; poll < 2_800; poll++) {
            boolean changed = random.nextBoolean();
            for (int i = 0; changed && i < 3; i++) {
                long inode = 1L + random.nextInt(600);
                if (!there.remove(inode)) {
                    there.add(inode);
                }
            }
            List<Long> met = new ArrayList<>();
            List<Long> gone = new ArrayList<>();
            Set<Long> before = found;
            List<Long> back = new ArrayList<>();
            List<Long> vanished = new ArrayList<>();
            seen.take(snapshot(there), new SeenInodes.Sightings() {
                @Override
                public void met(SocketTable rows, int row) {
                    met.add(rows.inode(row));
                }

                @Override
                public void back(long inode) {
                    back.add(inode);
                }

                @Override
                public void vanished(long inode) {
                    vanished.add(inode);
                }

                @Override
                public void forgotten(long inode) {
                    gone.add(inode);
                }
            });
            Set<Long> came = new TreeSet<>(there);
            came.removeAll(before);
            came.removeAll(met);
            assertThat(back).as("seed %d, poll %d: back", seed, poll).containsExactlyInAnyOrderElementsOf(came);
            Set<Long> went = new TreeSet<>(before);
            went.removeAll(there);
            assertThat(vanished).as("seed %d, poll %d: vanished", seed, poll).containsExactlyInAnyOrderElementsOf(went);
            found = new TreeSet<>(there);
            assertThat(known)
                    .as("seed %d, poll %d: met is new", seed, poll)
                    .doesNotContainAnyElementsOf(met.isEmpty() ? List.of(-1L) : met);
            known.addAll(met);
            assertThat(known)
                    .as("seed %d, poll %d: forgotten was known", seed, poll)
                    .containsAll(gone);
            known.removeAll(gone);
            forgotten += gone.size();
            assertThat(known.containsAll(there))
                    .as("seed %d, poll %d", seed, poll)
                    .isTrue();
            Set<Long> isThere = new TreeSet<>();
            for (long inode = 0; poll % 10 == 0 && inode < 610; inode++) {
                if (seen.isThere(inode)) {
                    isThere.add(inode);
                }
            }
            assertThat(isThere).as("seed %d, poll %d", seed, poll).isEqualTo(poll % 10 == 0 ? there : Set.of());
        }
        assertThat(forgotten).as("seed %d: some were forgotten", seed).isPositive();
    }
}
