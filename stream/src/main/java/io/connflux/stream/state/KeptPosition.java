package io.connflux.stream.state;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.follow.Choice;
import io.connflux.stream.follow.Follower;
import io.connflux.stream.follow.Leg;
import io.connflux.stream.follow.Step;
import io.connflux.stream.state.stored.Position;
import io.connflux.track.ConnectionTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A subscriber that goes on where the one of its name in the run before ended. One thread at a time. */
public final class KeptPosition {

    private final CurrentState states;
    private final String name;
    private @Nullable OpenState state;
    /** What the events that are being told bring it to. */
    private @Nullable ConnectionTable next;
    /** How many changes there are among them, until the first of them is told. */
    private int untold;

    public KeptPosition(CurrentState states, String name) {
        this.states = states;
        this.name = name;
    }

    /**
     * What brings it to a step.
     *
     * @param existing whether it is told what is there where it has no earlier run to go on with
     */
    public Iterable<ConnectionEvent> advance(Follower follower, Step step, boolean existing, Choice choice) {
        OpenState open = state == null ? states.newest() : state;
        Position position = state == null && open != null ? open.claim(name) : null;
        state = open;
        next = step.table();
        untold = 0;
        if (follower.table() == null && position == null) {
            // Where it ends in the middle of a baseline it begins with another one.
            Leg leg = follower.to(step);
            follower.take(leg);
            if (!existing && open != null) {
                open.given(name, step.table(), 0);
            }
            return leg.events(existing, choice);
        }
        List<ConnectionEvent> events = new ArrayList<>();
        if (position != null) {
            follower.resume(position.table());
            begin(position, step, choice, events);
        }
        Leg leg = position == null ? follower.to(step) : follower.afterAbsence(step);
        follower.take(leg);
        leg.events(false, choice).forEach(events::add);
        // Those that were doubtful before are so until it is told that they are.
        int doubtful = position == null ? 0 : position.doubtful();
        untold = doubtful
                + (int) events.stream()
                        .filter(ConnectionEvent.Change.class::isInstance)
                        .count();
        return events;
    }

    private static void begin(Position position, Step step, Choice choice, List<ConnectionEvent> events) {
        ConnectionTable table = position.table();
        events.add(new ConnectionEvent.Baseline(table.time(), choice.counts(table)));
        if (position.doubtful() > 0) {
            events.add(new ConnectionEvent.Lost(
                    step.time(),
                    "the run before this one was ended while it wrote: these events may not have arrived",
                    position.doubtful()));
        }
    }

    /** An event is about to be told. */
    public void telling() {
        OpenState open = state;
        ConnectionTable table = next;
        if (untold > 0 && open != null && table != null) {
            open.given(name, table, untold);
        }
        untold = 0;
    }

    /** All of them have been told. */
    public void told() {
        OpenState open = state;
        ConnectionTable table = next;
        if (open != null && table != null) {
            open.given(name, table, 0);
        }
    }

    /** It is gone. */
    public void end() {
        OpenState open = state;
        if (open != null) {
            open.release(name);
        }
    }
}
