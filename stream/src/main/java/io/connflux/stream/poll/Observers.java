package io.connflux.stream.poll;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Moment;
import io.connflux.observation.ObservationSource;
import io.connflux.track.ConnectionTracker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;

/** All that is observed between the polls of one run. */
final class Observers {

    private final List<Observing> each;
    private final Supplier<Moment> clocks;
    private long unplacedAndTold;
    private long unknownAndTold;

    Observers(List<ObservationSource> sources, Supplier<Moment> clocks) {
        this.each = sources.stream().map(one -> new Observing(one, clocks)).toList();
        this.clocks = clocks;
    }

    boolean isEmpty() {
        return each.isEmpty();
    }

    /** Of each an element where there is something to take and there was nothing before. */
    List<Flux<Boolean>> arrivals() {
        return each.stream().map(Observing::arrivals).toList();
    }

    /** Begins, before the first poll; blocks. Where one cannot, {@link #end} ends the others. */
    void open() throws IOException {
        for (Observing one : each) {
            one.open();
        }
    }

    /** When a poll begins, see {@link Observing#look}. */
    void look() {
        each.forEach(Observing::look);
    }

    /** What has happened since it was last asked, of those that have said that there is something. */
    List<ConnectionEvent> arrived(ConnectionTracker tracker) {
        return changes(tracker, Observing::hasArrived);
    }

    /** What has happened since it was last asked, of all. May block for some milliseconds. */
    List<ConnectionEvent> changes(ConnectionTracker tracker) {
        return changes(tracker, one -> true);
    }

    private List<ConnectionEvent> changes(ConnectionTracker tracker, Predicate<Observing> which) {
        List<ConnectionEvent> changes = new ArrayList<>();
        for (Observing one : each) {
            if (which.test(one)) {
                changes.addAll(one.changes(tracker));
            }
        }
        return changes;
    }

    /** How much of what was observed can be told of no connection, where some of it came since it was last asked. */
    List<ConnectionEvent> unplaced(ConnectionTracker tracker) {
        List<ConnectionEvent> told = new ArrayList<>(2);
        long more = tracker.unplaced() - unplacedAndTold;
        unplacedAndTold += more;
        if (more > 0) {
            told.add(lost("of these changes no process told the network namespace; the poll has what is true", more));
        }
        long unknown = tracker.unknownEnds() - unknownAndTold;
        unknownAndTold += unknown;
        if (unknown > 0) {
            told.add(lost(
                    "of these sockets the kernel told the end alone, without an address: attempts that failed and"
                            + " connections that were reset, which no poll had seen",
                    unknown));
        }
        return told;
    }

    private ConnectionEvent lost(String reason, long count) {
        return new ConnectionEvent.Lost(clocks.get().time(), reason, count);
    }

    /** Ends it, on a thread that may wait. */
    void end() {
        each.forEach(Observing::end);
    }
}
