package io.connflux.stream.decode;

import static io.connflux.stream.decode.LineFields.number;
import static io.connflux.stream.decode.LineFields.object;
import static io.connflux.stream.decode.LineFields.optionalText;
import static io.connflux.stream.decode.LineFields.text;
import static io.connflux.stream.decode.LineFields.time;
import static io.connflux.stream.decode.LineFields.word;

import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.stream.json.OwnerFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what {@link OwnerFields} wrote. */
final class OwnerDecoder {

    private OwnerDecoder() {}

    /** Null where a line says nothing of it, or gives a reason that this version does not know. */
    static @Nullable Owner decode(JsonNode node) {
        if (node.has("owner")) {
            String reason = word(node, "owner");
            return Stream.of(Owner.Unnamed.values())
                    .filter(known -> known.label().equals(reason))
                    .findFirst()
                    .orElse(null);
        }
        if (!node.has("process")) {
            return null;
        }
        List<OwnerProcess> all = new ArrayList<>();
        all.add(process(object(node, "process"), group(node)));
        if (node.has("processes")) {
            JsonNode list = LineFields.required(node, "processes");
            if (!list.isArray()) {
                throw new IllegalArgumentException("'processes' is no array");
            }
            for (int i = 1; i < list.size(); i++) {
                all.add(process(list.get(i), ControlGroup.NONE));
            }
        }
        return new Owner.Held(all);
    }

    private static OwnerProcess process(JsonNode node, ControlGroup group) {
        Instant started = time(node, "started");
        return new OwnerProcess(
                (int) number(node, "pid", 1, Integer.MAX_VALUE),
                // A line has no ticks; their order is that of the times.
                started.toEpochMilli() / 10,
                started,
                text(node, "name"),
                optionalText(node, "executable"),
                optionalText(node, "command_line"),
                -1,
                optionalText(node, "user"),
                group);
    }

    private static ControlGroup group(JsonNode node) {
        String unit = optionalText(node, "unit");
        if (!node.has("container")) {
            return new ControlGroup(null, null, null, unit);
        }
        JsonNode container = object(node, "container");
        return new ControlGroup(
                text(container, "id"), optionalText(container, "runtime"), optionalText(container, "pod"), unit);
    }
}
