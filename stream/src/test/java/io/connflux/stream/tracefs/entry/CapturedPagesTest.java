package io.connflux.stream.tracefs.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.model.Outcome;
import io.connflux.observation.Observation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pages as a real kernel wrote them, whole and damaged. */
class CapturedPagesTest {

    private static List<Observation> told(String... names) throws IOException {
        CapturedPages pages = new CapturedPages();
        List<TraceEntry> entries = new ArrayList<>();
        for (String name : names) {
            entries.addAll(pages.decode(CapturedPages.bytes(name)));
        }
        entries.sort(Comparator.comparingLong(TraceEntry::nanos));
        Endings endings = new Endings(true);
        entries.forEach(endings::accept);
        List<Observation> all = new ArrayList<>();
        endings.tell(Long.MAX_VALUE, all);
        return all;
    }

    @Test
    void each_change_of_both_CPUs_is_read_with_the_way_in_which_it_ended() throws IOException {
        assertThat(told("changes.cpu0", "changes.cpu1").stream().map(Observation::toString))
                .containsSubsequence(
                        "tcp 127.0.0.1:39061 → 0.0.0.0:0 CLOSE to LISTEN",
                        "tcp 127.0.0.1:0 → 127.0.0.1:39061 CLOSE to SYN_SENT",
                        "tcp 127.0.0.1:56574 → 127.0.0.1:39061 SYN_SENT to ESTABLISHED",
                        "tcp 127.0.0.1:39061 → 127.0.0.1:56574 LISTEN to SYN_RECV",
                        "tcp 127.0.0.1:39061 → 127.0.0.1:56574 SYN_RECV to ESTABLISHED",
                        "tcp 127.0.0.1:56574 → 127.0.0.1:39061 ESTABLISHED to FIN_WAIT1",
                        "tcp 127.0.0.1:39061 → 127.0.0.1:56574 ESTABLISHED to CLOSE_WAIT",
                        "tcp 127.0.0.1:56574 → 127.0.0.1:39061 FIN_WAIT1 to FIN_WAIT2",
                        "tcp 127.0.0.1:56574 → 127.0.0.1:39061 FIN_WAIT2 to CLOSE closed",
                        "tcp 127.0.0.1:39061 → 127.0.0.1:56574 CLOSE_WAIT to LAST_ACK",
                        "tcp 127.0.0.1:39061 → 127.0.0.1:56574 LAST_ACK to CLOSE closed",
                        "tcp 127.0.0.1:39061 → 0.0.0.0:0 LISTEN to CLOSE",
                        "tcp 127.0.0.1:47900 → 127.0.0.1:44497 ESTABLISHED to CLOSE reset-here",
                        "tcp 127.0.0.1:44497 → 127.0.0.1:47900 ESTABLISHED to CLOSE reset-by-peer",
                        "tcp6 [::1]:46538 → [::1]:45405 ESTABLISHED to CLOSE reset-here",
                        "tcp6 [::1]:45405 → [::1]:46538 ESTABLISHED to CLOSE reset-by-peer",
                        "tcp 127.0.0.1:0 → 127.0.0.1:1 CLOSE to SYN_SENT",
                        "tcp 127.0.0.1:38374 → 127.0.0.1:1 SYN_SENT to CLOSE refused");
    }

    @Test
    void how_many_were_lost_before_a_page_is_what_the_kernel_counted() throws IOException {
        CapturedPages pages = new CapturedPages();
        pages.decode(CapturedPages.bytes("lost.cpu0"));
        assertThat(pages.page.lost()).isEqualTo(270);
        assertThat(pages.page.isFull()).isTrue();
        pages.decode(CapturedPages.bytes("changes.cpu0"));
        assertThat(pages.page.lost()).isZero();
        assertThat(pages.page.isFull()).isFalse();
    }

    @Test
    void an_end_that_may_have_had_a_reset_among_the_lost_has_no_outcome() throws IOException {
        List<Observation> whole = told("changes.cpu1");
        assertThat(whole).anyMatch(each -> each.outcome() == Outcome.CLOSED);
        CapturedPages pages = new CapturedPages();
        Endings endings = new Endings(true);
        List<TraceEntry> entries = pages.decode(CapturedPages.bytes("changes.cpu1"));
        endings.accept(new TraceEntry.Gap(0, entries.get(entries.size() - 1).nanos()));
        entries.forEach(endings::accept);
        List<Observation> told = new ArrayList<>();
        endings.tell(Long.MAX_VALUE, told);
        assertThat(told).hasSameSizeAs(whole).noneMatch(each -> each.outcome() == Outcome.CLOSED);
        assertThat(told).anyMatch(each -> each.outcome() == Outcome.RESET_BY_PEER);
    }

    @Test
    void a_page_that_is_cut_off_is_said_to_be_damaged() throws IOException {
        CapturedPages pages = new CapturedPages();
        byte[] whole = CapturedPages.bytes("changes.cpu1");
        for (int length : new int[] {0, 7, 15, 16, 100, 1000}) {
            assertThatThrownBy(() -> pages.decode(Arrays.copyOf(whole, length)))
                    .describedAs("a page of %d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a page of the kernel's trace");
        }
    }

    @Test
    void a_damaged_page_is_read_to_its_end_or_said_to_be_damaged() throws IOException {
        CapturedPages pages = new CapturedPages();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = CapturedPages.bytes(i % 2 == 0 ? "changes.cpu1" : "lost.cpu0");
            for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
                bytes[random.nextInt(i % 3 == 0 ? 64 : bytes.length)] = (byte) random.nextInt();
            }
            try {
                pages.decode(bytes);
                assertThat(pages.seen)
                        .describedAs("entries, seed %d, round %d", seed, i)
                        .isLessThanOrEqualTo(bytes.length / Integer.BYTES);
            } catch (IOException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + i, e);
            }
        }
        assertThat(refused).describedAs("refused, seed %d", seed).isBetween(100, 19_900);
    }
}
