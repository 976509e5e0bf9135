package io.connflux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Owner;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many links are read for what is found. A fake directory does not tell how many descriptors it has, as the kernel does. */
class SearchCostTest extends SearchedHost {

    /** What is asked for in a process that was looked at before: numbers that are free until nothing new is expected. */
    private static final long FREE_NUMBERS = 3;

    /** Processes that found sockets lately, which are looked at before others. */
    private static final int RECENT = 64;

    /** Holders that are looked at again in one poll. */
    private static final int RECHECKS = 16;

    @Test
    void a_socket_that_is_found_late_is_pending_until_then_and_the_walk_goes_on_where_it_was() throws IOException {
        for (int pid = 100; pid < 110; pid++) {
            host.full(pid, 200);
            // The oldest is the last to be looked at.
            host.process(pid, pid, 1, "busy");
        }
        host.opens(100, 250, 7_000);
        int polls = 0;
        while (owner(7_000) == Owner.Unnamed.PENDING && polls++ < 100) {
            AtomicInteger looks = new AtomicInteger();
            search.follow(host.snapshot(), () -> looks.incrementAndGet() > 2);
        }
        assertThat(pids(7_000)).containsExactly(100);
        assertThat(polls).isBetween(3, 99);
        assertThat(search.linksRead())
                .as("each once, and in each poll the free numbers of who was looked at, of ten five on average")
                .isLessThanOrEqualTo(2_001 + polls * 5L * FREE_NUMBERS);
    }

    @Test
    void without_new_sockets_nothing_is_read_and_one_new_socket_costs_little() throws IOException {
        cost(200, 50);
    }

    @Test
    @Tag("churn")
    void one_new_socket_costs_little_on_a_host_of_2000_processes_with_100000_descriptors() throws IOException {
        cost(2_000, 50);
    }

    private void cost(int processes, int descriptors) throws IOException {
        long inode = 10_000;
        for (int pid = 100; pid < 100 + processes; pid++) {
            host.process(pid, pid, 1, "p" + pid);
            for (int number = 0; number < descriptors; number++) {
                if (number < 2) {
                    host.opens(pid, number, inode++);
                } else {
                    host.descriptor(pid, number, "/dev/null");
                }
            }
        }
        poll();
        long all = search.linksRead();
        assertThat(all).isGreaterThan(processes * 2L);
        for (int i = 0; i < 40; i++) {
            poll();
        }
        long rechecks = search.linksRead() - all;
        assertThat(rechecks).as("so many looks a poll, ever fewer").isLessThanOrEqualTo(40 * RECHECKS);
        long before = search.linksRead();
        host.opens(100 + processes / 2, descriptors, inode);
        poll();
        assertThat(pids(inode)).containsExactly(100 + processes / 2);
        assertThat(search.linksRead() - before)
                .as(
                        "the free numbers of recent owners and of the newer half, the socket, and that number of its parent's")
                .isLessThanOrEqualTo(FREE_NUMBERS * (RECENT + processes / 2) + 2 + RECHECKS);
    }
}
