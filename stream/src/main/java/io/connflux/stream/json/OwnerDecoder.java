package io.connflux.stream.json;

import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what {@link OwnerFields} wrote. */
final class OwnerDecoder {

    private OwnerDecoder() {}

    /** Null where a line says nothing of it. */
    static @Nullable Owner decode(JsonNode node) {
        JsonNode unnamed = node.get("owner");
        if (unnamed != null) {
            return Owner.Unnamed.valueOf(unnamed.asString().toUpperCase(Locale.ROOT));
        }
        JsonNode first = node.get("process");
        if (first == null) {
            return null;
        }
        List<OwnerProcess> all = new ArrayList<>();
        all.add(process(first, group(node)));
        JsonNode list = node.get("processes");
        for (int i = 1; list != null && i < list.size(); i++) {
            all.add(process(list.get(i), ControlGroup.NONE));
        }
        return new Owner.Held(all);
    }

    private static OwnerProcess process(JsonNode node, ControlGroup group) {
        Instant started = Instant.parse(EventDecoder.required(node, "started").asString());
        return new OwnerProcess(
                EventDecoder.required(node, "pid").asInt(),
                // A line has no ticks; their order is that of the times.
                started.toEpochMilli() / 10,
                started,
                EventDecoder.required(node, "name").asString(),
                text(node, "executable"),
                text(node, "command_line"),
                -1,
                text(node, "user"),
                group);
    }

    private static ControlGroup group(JsonNode node) {
        JsonNode container = node.get("container");
        String unit = text(node, "unit");
        return container == null
                ? new ControlGroup(null, null, null, unit)
                : new ControlGroup(
                        EventDecoder.required(container, "id").asString(),
                        text(container, "runtime"),
                        text(container, "pod"),
                        unit);
    }

    private static @Nullable String text(JsonNode node, String key) {
        JsonNode value = node.get(key);
        return value == null ? null : value.asString();
    }
}
