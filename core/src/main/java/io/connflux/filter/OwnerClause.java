package io.connflux.filter;

import io.connflux.filter.value.Numbers;
import io.connflux.filter.value.TextPattern;
import io.connflux.model.ConnectionRow;
import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is asked of whose a connection is: true where it is true of one of the processes that hold it. */
public sealed interface OwnerClause extends Clause {

    /** Whether a process is meant. */
    boolean means(OwnerProcess process);

    @Override
    default boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
        if (row.owner() instanceof Owner.Held held) {
            List<OwnerProcess> processes = held.processes();
            for (int i = 0; i < processes.size(); i++) {
                if (means(processes.get(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The process: {@code pid = 812}. */
    record Pids(Numbers pids) implements OwnerClause {

        static final long GREATEST = Integer.MAX_VALUE;

        @Override
        public boolean means(OwnerProcess process) {
            return pids.contain(process.pid());
        }

        @Override
        public String toString() {
            return pids.text("pid", GREATEST);
        }
    }

    /** What a process says of itself in words: {@code name = nginx}, {@code unit ~ ssh*}. */
    record Text(Field field, TextPattern pattern) implements OwnerClause {

        @Override
        public boolean means(OwnerProcess process) {
            ControlGroup group = process.group();
            return switch (field) {
                case NAME -> pattern.matches(process.name(), 0) || isProgram(process.executable());
                case EXE -> is(process.executable());
                case USER -> is(process.user()) || pattern.matches(process.uid());
                case CONTAINER -> is(group.pod()) || begins(group.container());
                case UNIT -> is(group.unit());
                case POD -> is(group.pod());
            };
        }

        private boolean is(@Nullable String text) {
            return text != null && pattern.matches(text, 0);
        }

        private boolean isProgram(@Nullable String executable) {
            return executable != null && pattern.matches(executable, executable.lastIndexOf('/') + 1);
        }

        private boolean begins(@Nullable String id) {
            return id != null
                    && (pattern instanceof TextPattern.Exactly exactly ? exactly.begin(id) : pattern.matches(id, 0));
        }

        @Override
        public String toString() {
            return pattern.text(field.word());
        }
    }

    /** What a process says of itself. */
    enum Field {
        /** {@code comm}, or the program without its directory. */
        NAME,
        /** The path of its program. */
        EXE,
        /** Its effective user, by name or id. */
        USER,
        /** The container, by how its id starts, or the uid of its pod. */
        CONTAINER,
        /** The systemd unit. */
        UNIT,
        /** The uid of the Kubernetes pod. */
        POD;

        /** The word in an expression. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
