package io.connflux.cli.text.line;

import io.connflux.model.Owner;
import org.jspecify.annotations.Nullable;

/** An owner in a word. */
public final class OwnerText {

    private OwnerText() {}

    /** {@code nginx[1234]}, with the number of further processes behind it; the reason in parentheses where there is none. */
    public static String of(@Nullable Owner owner) {
        if (owner instanceof Owner.Held held) {
            int more = held.processes().size() - 1;
            return held.first().name() + "[" + held.first().pid() + "]" + (more == 0 ? "" : "+" + more);
        }
        return owner instanceof Owner.Unnamed unnamed ? "(" + unnamed.label() + ")" : "-";
    }
}
