package io.connflux.stream.follow;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which changes are told to who chose some connections: those of one that is chosen now, whole, so that one which was not before
 * enters with it; and of one that was chosen and is no longer the change with which it leaves.
 */
public final class Choice {

    private Choice() {}

    public static List<ConnectionEvent> of(List<ConnectionEvent> events, Predicate<Connection> chosen) {
        List<ConnectionEvent> told = new ArrayList<>();
        for (ConnectionEvent event : events) {
            ConnectionEvent one = event instanceof ConnectionEvent.Change change ? told(change, chosen) : event;
            if (one != null) {
                told.add(one);
            }
        }
        return told;
    }

    private static @Nullable ConnectionEvent told(ConnectionEvent.Change change, Predicate<Connection> chosen) {
        if (chosen.test(change.connection())) {
            return change;
        }
        return change instanceof ConnectionEvent.Update update && chosen.test(update.before())
                ? update.leaving()
                : null;
    }
}
