package io.connflux.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Owner;
import io.connflux.model.Owner.Unnamed;
import io.connflux.model.ProcessChoice;
import io.connflux.model.SocketState;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose turn it is where there is more to be looked at than a poll has time for. */
class OwnersInTimeTest extends SearchedHost {

    private static final int HUGE = 9;

    /** Links that are read between two looks at the clock. */
    private static final int PER_LOOK = 64;

    /** Time for about so many links, as it is asked for every {@link #PER_LOOK} of them. */
    private static BooleanSupplier links(OwnerSearch search, int number) {
        long end = search.linksRead() + number;
        return () -> search.linksRead() >= end;
    }

    @Test
    void a_process_with_very_many_descriptors_keeps_no_other_waiting() throws IOException {
        host.full(HUGE, 6_000);
        for (int pid = 20; pid < 40; pid++) {
            host.full(pid, 40);
            host.opens(pid, 40, 5_000 + pid);
        }
        host.opens(HUGE, 6_000, 4_999);
        for (int poll = 0; poll < 4; poll++) {
            search.follow(host.snapshot(), links(search, 600));
        }
        for (int pid = 20; pid < 40; pid++) {
            assertThat(owner(5_000 + pid)).as("of %d", pid).isInstanceOf(Owner.Held.class);
        }
        assertThat(owner(4_999))
                .as("the highest number of the largest comes first of its own")
                .isInstanceOf(Owner.Held.class);
        assertThat(search.linksRead())
                .as("the small ones once, and what four polls had time for")
                .isLessThanOrEqualTo(20 * 41 + 4 * (600 + PER_LOOK));
    }

    @Test
    void progress_is_kept_until_what_nobody_holds_is_known_to_be_so() throws IOException {
        host.full(HUGE, 3_000);
        host.socket(77, SocketState.ESTABLISHED);
        int polls = 0;
        while (owner(77) == Unnamed.PENDING && polls++ < 100) {
            search.follow(host.snapshot(), links(search, 256));
        }
        assertThat(owner(77)).isNull();
        assertThat(polls).isBetween(8, 20);
        assertThat(search.linksRead())
                .as("each once, and in each poll three free numbers of it and of process 1")
                .isLessThanOrEqualTo(3_000 + polls * 6L);
        assertThat(search.changed()).containsExactly(77L);
    }

    @Test
    void what_a_choice_names_is_looked_at_first_and_whole() throws IOException {
        host.full(HUGE, 3_000);
        host.full(30, 2_000);
        host.opens(30, 2_000, 600);
        host.holds(30, 3_000, 602);
        host.descriptor(30, 2_001, "socket:[601]");
        host.socket(601, SocketState.LISTEN);
        host.socket(603, SocketState.ESTABLISHED);
        search = search.choosing(new ProcessChoice(Set.of(30), Set.of(), Set.of(), Set.of()));
        assertThat(search.awaitsChosen()).isTrue();
        search.follow(host.snapshot(), () -> !search.awaitsChosen());
        assertThat(search.awaitsChosen()).isFalse();
        assertThat(owner(600)).isInstanceOf(Owner.Held.class);
        assertThat(owner(601)).isInstanceOf(Owner.Held.class);
        assertThat(owner(603)).isEqualTo(Unnamed.PENDING);
        assertThat(search.linksRead())
                .as("its own, that number of its parent's, and others until the clock is looked at")
                .isLessThanOrEqualTo(2_003 + 1 + PER_LOOK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "program", "user", "container"})
    void a_choice_finds_its_processes_by_what_it_names(String kind) throws IOException {
        host.full(HUGE, 3_000);
        host.full(30, 1_000);
        host.opens(30, 1_000, 600);
        host.socket(603, SocketState.ESTABLISHED);
        String id = "ab".repeat(32);
        host.controlGroup(30, "0::/system.slice/docker-" + id + ".scope\n");
        host.user(30, 44);
        Set<String> none = Set.of();
        search = search.choosing(
                switch (kind) {
                    case "name" -> new ProcessChoice(Set.of(), Set.of("p30"), none, none);
                    case "program" -> new ProcessChoice(Set.of(30), Set.of("other", "p30"), none, none);
                    case "user" -> new ProcessChoice(Set.of(), none, Set.of("44"), none);
                    default -> new ProcessChoice(Set.of(), none, none, Set.of("abab"));
                });
        search.follow(host.snapshot(), () -> !search.awaitsChosen());
        assertThat(owner(600)).isInstanceOf(Owner.Held.class);
        assertThat(search.linksRead())
                .as("its own, that number of its parent's, and others until the clock is looked at")
                .isLessThanOrEqualTo(1_001 + 1 + PER_LOOK);
    }

    @Test
    void a_choice_of_nobody_is_not_waited_for() throws IOException {
        host.full(HUGE, 1_000);
        host.socket(603, SocketState.ESTABLISHED);
        search = search.choosing(new ProcessChoice(Set.of(12_345), Set.of(), Set.of(), Set.of()));
        pollInHaste();
        assertThat(search.awaitsChosen()).isFalse();
    }

    @Test
    void a_socket_that_was_opened_after_the_table_was_read_is_found_when_it_has_a_row() throws IOException {
        host.full(HUGE, 6_000);
        host.opens(HUGE, 6_000, 700);
        poll();
        host.opens(HUGE, 6_001, 701);
        host.holds(HUGE, 6_002, 702);
        host.socket(800, SocketState.ESTABLISHED);
        search.follow(host.snapshot(), links(search, 200));
        assertThat(owner(701)).isInstanceOf(Owner.Held.class);
        host.socket(702, SocketState.ESTABLISHED);
        long before = search.linksRead();
        search.follow(host.snapshot(), links(search, PER_LOOK));
        assertThat(owner(702)).isInstanceOf(Owner.Held.class);
        assertThat(search.linksRead() - before)
                .as("what it had time for, as the other socket is held by nobody")
                .isLessThanOrEqualTo(2 * PER_LOOK);
    }

    @Test
    void a_number_whose_socket_is_gone_is_looked_at_before_others() throws IOException {
        host.full(HUGE, 6_000);
        host.closes(HUGE, 3_000);
        host.opens(HUGE, 3_000, 700);
        poll();
        host.closes(HUGE, 3_000);
        host.gone(700);
        host.opens(HUGE, 3_000, 701);
        long before = search.linksRead();
        poll();
        assertThat(owner(701)).isInstanceOf(Owner.Held.class);
        assertThat(search.linksRead() - before)
                .as("the number, and that of the parent's")
                .isLessThanOrEqualTo(2);
    }

    /** As a server has them: a steady number, and the lowest number free for what is opened next. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void owners_of_a_large_server_that_opens_and_closes_are_found_at_once_for_a_few_links(long seed)
            throws IOException {
        Random random = new Random(seed);
        host.full(HUGE, 3_000);
        TreeSet<Integer> numbers = new TreeSet<>();
        long[] inodes = new long[4_000];
        long inode = 10_000;
        // The first walk is over everything.
        host.opens(HUGE, 3_000, inode);
        numbers.add(3_000);
        inodes[3_000] = inode;
        poll();
        for (int poll = 0; poll < 40; poll++) {
            for (int i = random.nextInt(4); i > 0 && !numbers.isEmpty(); i--) {
                Integer one = numbers.ceiling(random.nextInt(3_100));
                int number = one == null ? numbers.first() : one;
                numbers.remove(number);
                host.closes(HUGE, number);
                host.gone(inodes[number]);
            }
            Set<Long> opened = new TreeSet<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                int number = 3_000;
                while (numbers.contains(number)) {
                    number++;
                }
                numbers.add(number);
                inodes[number] = ++inode;
                host.opens(HUGE, number, inode);
                opened.add(inode);
            }
            long before = search.linksRead();
            poll();
            for (long each : opened) {
                assertThat(owner(each)).as("seed %d, poll %d", seed, poll).isInstanceOf(Owner.Held.class);
            }
            assertThat(search.changed()).as("seed %d, poll %d", seed, poll).containsAll(opened);
            assertThat(search.linksRead() - before)
                    .as(
                            "seed %d, poll %d: 16 held before, 5 opened and their parent's, 3 free, 9 closed lately",
                            seed, poll)
                    .isLessThanOrEqualTo(16 + 5 * 2 + 3 + 9);
        }
    }
}
