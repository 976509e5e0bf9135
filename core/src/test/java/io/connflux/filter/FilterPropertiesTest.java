package io.connflux.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.connflux.filter.value.HostPorts;
import io.connflux.model.Connection;
import io.connflux.model.Owner;
import io.connflux.model.ProcessChoice;
import io.connflux.model.Protocol;
import io.connflux.table.Snapshot;
import io.connflux.track.ConnectionTable;
import io.connflux.track.ConnectionTracker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every filter, every connection and every text. */
class FilterPropertiesTest {

    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");

    private static final String ALPHABET = "tcpor and not=!<>~(){},'\"\\*?.:/[]0123456789%\u00e9\u0000\u202e\ud83d\t";

    private static final List<String> SEEDS = List.of(
            "state established exclude time-wait ( dport = :443 or sport gt :1024 )",
            "src 10.0.0.0/8:22 and not dst [2001:db8::1]:443",
            "tcp port 80 or udp portrange 53-60",
            "port in {80, 443, 8000..8010} and name ~ 'ngin*' && age >= 5m",
            "net 10.0.0.0 mask 255.0.0.0 or src or dst host ::1",
            "uid != 0 and (pid in {1, 2} or loopback) and netns = \"blue\"");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void what_is_printed_is_read_as_the_same(long seed) {
        RandomFilters filters = new RandomFilters(new Random(seed));
        for (int i = 0; i < 2_000; i++) {
            Filter filter = filters.next();
            String text = filter.toString();
            if (text.length() <= Filter.MAX_LENGTH) {
                assertThat(Filter.parse(text, HostPorts.UNKNOWN))
                        .as("seed %d, number %d: %s", seed, i, text)
                        .isEqualTo(filter);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {13, 21, 34, 55, 89})
    void rows_are_judged_as_the_connections_that_they_become(long seed) {
        Random random = new Random(seed);
        RandomFilters filters = new RandomFilters(random);
        RandomConnections connections = new RandomConnections(random);
        for (int round = 0; round < 20; round++) {
            ConnectionTracker tracker = new ConnectionTracker();
            List<Connection> rows = connections.table(60);
            Snapshot snapshot = Snapshot.of(START, rows);
            tracker.reconcile(snapshot);
            for (int poll = 1; poll < 4; poll++) {
                rows = connections.later(rows);
                snapshot = Snapshot.of(START.plusSeconds(poll), rows);
                tracker.reconcile(snapshot);
            }
            ConnectionTable table = tracker.table();
            Instant at = START.plusSeconds(random.nextInt(10));
            for (int i = 0; i < 60; i++) {
                Filter filter = filters.next();
                String about = "seed " + seed + ", round " + round + ", number " + i + ": " + filter;
                List<Connection> expected = new ArrayList<>();
                Map<Protocol, Integer> counts = new EnumMap<>(Protocol.class);
                for (Connection connection : table.connections()) {
                    counts.putIfAbsent(connection.protocol(), 0);
                    if (filter.matches(connection, Filter.EXISTING, at)) {
                        expected.add(connection);
                        counts.merge(connection.protocol(), 1, Integer::sum);
                    }
                }
                assertThat(table.connections(EnumSet.allOf(Protocol.class), filter.existingAt(at)))
                        .as(about)
                        .containsExactlyElementsOf(expected);
                assertThat(table.counts(filter.existingAt(at))).as(about).isEqualTo(counts);
                assertThat(snapshot.connections(filter.existingAt(at)))
                        .as(about)
                        .isEqualTo(snapshot.connections().stream()
                                .filter(c -> filter.matches(c, Filter.EXISTING, at))
                                .toList());
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {144, 233, 377})
    void each_that_is_meant_is_held_by_one_of_those_who_are_looked_at_first(long seed) {
        Random random = new Random(seed);
        RandomFilters filters = new RandomFilters(random);
        List<Connection> rows = new RandomConnections(random).table(100);
        int chosen = 0;
        for (int i = 0; i < 20_000; i++) {
            Filter filter = filters.next();
            ProcessChoice first = filter.processes();
            if (first.equals(ProcessChoice.ANY)) {
                continue;
            }
            for (Connection row : rows) {
                if (filter.matches(row, "opened", START)) {
                    chosen++;
                    assertThat(((Owner.Held) java.util.Objects.requireNonNull(row.owner())).processes())
                            .as("seed %d, number %d: %s", seed, i, filter)
                            .anyMatch(first::matches);
                }
            }
        }
        assertThat(chosen).isPositive();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {610, 987, 1597, 2584})
    void whatever_the_text_it_is_a_filter_or_is_refused_at_a_place_in_it(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text =
                    random.nextBoolean() ? noise(random) : mutated(random, SEEDS.get(random.nextInt(SEEDS.size())));
            String about = "seed " + seed + ", number " + i + ": " + text;
            Throwable thrown = catchThrowable(() -> readTwice(text));
            if (thrown != null) {
                assertThat(thrown).as(about).isInstanceOf(FilterException.class);
                FilterException refused = (FilterException) thrown;
                assertThat(refused.column()).as(about).isBetween(1, text.length() + 1);
                assertThat(refused.explanation()
                                .lines()
                                .skip(1)
                                .findFirst()
                                .orElse("")
                                .strip())
                        .as(about)
                        .isEqualTo("^");
                assertThat(refused.getMessage()).as(about).doesNotContain("\n", "null");
            }
        }
    }

    private static void readTwice(String text) {
        Filter filter = Filter.parse(text, HostPorts.UNKNOWN);
        assertThat(Filter.parse(filter.toString(), HostPorts.UNKNOWN)).isEqualTo(filter);
    }

    private static String noise(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(
                    random.nextInt(20) == 0
                            ? (char) random.nextInt(0x10000)
                            : ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private static String mutated(Random random, String seed) {
        StringBuilder text = new StringBuilder(seed);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(12)));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(12))));
            }
            if (text.length() == 0) {
                return "";
            }
        }
        return text.toString();
    }
}
