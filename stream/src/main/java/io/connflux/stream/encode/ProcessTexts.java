package io.connflux.stream.encode;

import io.connflux.model.OwnerProcess;
import io.connflux.stream.json.JsonBytes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What lines say of processes, kept for the next line: a process has many connections, and a connection several events. One
 * thread.
 */
final class ProcessTexts {

    /** Too few, and hosts with more processes gain nothing; too many, and the memory is gone to texts of processes that ended. */
    private static final int PLACES = 256;

    /** Longer ones are not kept. */
    private static final int LONGEST = 1_024;

    private final JsonBytes out;
    private final Consumer<OwnerProcess> form;
    private final @Nullable OwnerProcess[] processes = new OwnerProcess[PLACES];
    private final byte[][] texts = new byte[PLACES][];

    /**
     * None so far.
     *
     * @param form adds what the schema says of a process to {@code out}
     */
    ProcessTexts(JsonBytes out, Consumer<OwnerProcess> form) {
        this.out = out;
        this.form = form;
    }

    /**
     * Adds what is said of a process.
     *
     * @param whole whether no text of the line is shortened: the next line may have more room
     */
    void append(OwnerProcess process, boolean whole) {
        int place = process.pid() & (PLACES - 1);
        OwnerProcess known = processes[place];
        if (whole && process.equals(known)) {
            out.raw(texts[place]);
            return;
        }
        int start = out.length();
        form.accept(process);
        if (whole && out.length() - start <= LONGEST) {
            processes[place] = process;
            texts[place] = out.copy(start);
        }
    }
}
