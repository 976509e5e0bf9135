package io.connflux.stream.netlink.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of many ends, some under the same endpoints, has what was told. */
class EndedTest {

    private static final long SECOND = 1_000_000_000;

    private final Ended ended = new Ended();

    private static Observation end(long nanos, int port) {
        Endpoint here = Endpoint.parse("127.0.0.1:80");
        Endpoint there = Endpoint.parse("127.0.0.1:" + port);
        return Observation.of(nanos, 1, Protocol.TCP, here, there, SocketState.LAST_ACK, SocketState.CLOSE);
    }

    private static Carried told(long nanos, int port, long sent) {
        Traffic traffic = new Traffic(sent, 0, 3, 2, 0, 17);
        return new Carried(Carried.Ends.of(end(0, port)), nanos, traffic, traffic, false);
    }

    private long sent(Observation end) {
        Carried its = ended.find(end);
        if (its == null) {
            ended.owe(end);
            return 0;
        }
        ended.settle(its);
        return its.traffic().sent();
    }

    @Test
    void an_end_has_what_was_told_after_it() {
        ended.add(told(20, 5000, 7));
        assertThat(sent(end(10, 5000))).isEqualTo(7);
        ended.add(told(20, 5001, 7));
        assertThat(sent(end(21, 5001))).as("told before").isZero();
    }

    @Test
    void what_was_told_of_two_is_nobodys() {
        ended.add(told(20, 5000, 7));
        ended.add(told(21, 5000, 8));
        assertThat(sent(end(10, 5000))).isZero();
        assertThat(sent(end(11, 5000))).isZero();
    }

    @Test
    void what_comes_late_is_not_the_next_ones() {
        assertThat(sent(end(10, 5000))).isZero();
        ended.add(told(20, 5000, 7));
        assertThat(sent(end(15, 5000))).isZero();
        ended.add(told(25, 5000, 8));
        ended.add(told(35, 5000, 9));
        assertThat(sent(end(30, 5000))).as("nothing is owed any more").isEqualTo(9);
    }

    @Test
    void what_nobody_asked_for_is_forgotten() {
        ended.add(told(20, 5000, 7));
        ended.add(told(20 + 2 * SECOND, 5001, 8));
        assertThat(sent(end(10, 5000))).isZero();
    }

    @Test
    void where_some_was_missed_no_end_until_then_has_any() {
        ended.missed(30);
        ended.add(told(40, 5000, 7));
        assertThat(sent(end(10, 5000))).isZero();
        ended.add(told(40, 5001, 8));
        assertThat(sent(end(31, 5001))).isEqualTo(8);
    }

    /** Connections under few ends, each of which is told late, never, or in time, as are their ends. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void no_end_ever_has_what_another_one_carried_that_was_told_after_its_own(long seed) {
        Random random = new Random(seed);
        int found = 0;
        for (int round = 0; round < 2_000; round++) {
            Ended each = new Ended();
            List<Long> wrong = new ArrayList<>();
            long now = 0;
            Carried late = null;
            for (int sent = 1; sent < 6; sent++) {
                Observation end = end(now += 10, 5000);
                Carried its = random.nextInt(4) == 0 ? null : told(now += 10, 5000, sent);
                if (late != null) {
                    each.add(new Carried(late.ends(), now, late.traffic(), late.ended(), false));
                    late = null;
                }
                if (random.nextBoolean() && its != null) {
                    each.add(its);
                } else {
                    late = its;
                }
                Carried got = each.find(end);
                if (got == null) {
                    each.owe(end);
                } else {
                    each.settle(got);
                    found++;
                    if (got.traffic().sent() != sent) {
                        wrong.add(got.traffic().sent());
                    }
                }
            }
            assertThat(wrong).as("seed %d, round %d", seed, round).isEmpty();
        }
        assertThat(found).as("seed %d", seed).isPositive();
    }
}
