package io.connflux.stream.json;

import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a connection says of its owner. */
public final class OwnerFields {

    /** Processes of one socket that are listed: a line stays below 16 kB. What is left out is counted. */
    public static final int MOST_PROCESSES = 32;

    private final JsonBytes out;
    private final TimeText started = TimeText.ofHundredths();

    public OwnerFields(JsonBytes out) {
        this.out = out;
    }

    /**
     * Adds an owner.
     *
     * @param before what stands before each key: a comma, and white space where lines are not all
     */
    public void append(Owner owner, String before) {
        if (owner instanceof Owner.Unnamed unnamed) {
            key(before, "owner").string(unnamed.label());
        } else if (owner instanceof Owner.Held held) {
            OwnerProcess first = held.first();
            key(before, "process").character('{');
            head(first);
            text("executable", first.executable());
            text("command_line", first.commandLine());
            tail(first);
            list(held, before);
            group(before, first.group());
        }
    }

    /** Adds the processes of a socket that several hold: the first of them too, and the rest as a number. */
    public void list(Owner.Held held, String before) {
        List<OwnerProcess> processes = held.processes();
        if (processes.size() == 1) {
            return;
        }
        key(before, "processes").character('[');
        for (int i = 0; i < Math.min(processes.size(), MOST_PROCESSES); i++) {
            out.ascii(i == 0 ? "{" : ",{");
            head(processes.get(i));
            tail(processes.get(i));
        }
        out.character(']');
        if (processes.size() > MOST_PROCESSES) {
            key(before, "processes_left_out").number(processes.size() - (long) MOST_PROCESSES);
        }
    }

    private void head(OwnerProcess process) {
        out.ascii("\"pid\":").number(process.pid());
        text("name", process.name());
    }

    private void tail(OwnerProcess process) {
        out.ascii(",\"started\":\"").raw(started.of(process.started())).character('"');
        text("user", process.user());
        out.character('}');
    }

    private void group(String before, ControlGroup group) {
        String container = group.container();
        if (container != null) {
            key(before, "container").ascii("{\"id\":").string(container);
            text("runtime", group.runtime());
            text("pod", group.pod());
            out.character('}');
        }
        String unit = group.unit();
        if (unit != null) {
            key(before, "unit").string(unit);
        }
    }

    private void text(String name, @Nullable String value) {
        if (value != null) {
            key(",", name).string(value);
        }
    }

    private JsonBytes key(String before, String name) {
        return out.ascii(before).character('"').ascii(name).ascii(before.length() > 1 ? "\": " : "\":");
    }
}
