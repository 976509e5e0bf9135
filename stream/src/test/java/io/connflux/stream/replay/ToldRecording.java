package io.connflux.stream.replay;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.SocketState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a recording tells. */
final class ToldRecording {

    private static final Duration LONG = Duration.ofMinutes(1);

    private ToldRecording() {}

    static Recording ofFiles(List<Path> files) {
        return Recording.of(files).atOnce().existing(true);
    }

    static List<ConnectionEvent> told(Recording recording) {
        return recording.events().collectList().block(LONG);
    }

    static RecordedTable tableAt(Recording recording, Instant time) {
        return recording.tableAt(time).block(LONG);
    }

    static List<String> reasons(List<ConnectionEvent> events) {
        return events.stream()
                .filter(event -> event instanceof ConnectionEvent.Lost)
                .map(event -> ((ConnectionEvent.Lost) event).reason())
                .toList();
    }

    static Map<String, SocketState> map(List<ConnectionEvent> events) {
        Map<String, Connection> map = new HashMap<>();
        for (ConnectionEvent event : events) {
            if (event instanceof ConnectionEvent.Change change) {
                boolean gone = change instanceof ConnectionEvent.Closed
                        || (change instanceof ConnectionEvent.Update update && update.left());
                if (gone) {
                    map.remove(change.connection().id());
                } else {
                    map.put(change.connection().id(), change.connection());
                }
            }
        }
        return MadeRecording.states(List.copyOf(map.values()));
    }
}
