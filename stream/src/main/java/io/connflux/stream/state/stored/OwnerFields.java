package io.connflux.stream.state.stored;

import static io.connflux.stream.state.stored.ConnectionFields.readText;
import static io.connflux.stream.state.stored.ConnectionFields.writeText;

import io.connflux.model.ControlGroup;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Owners, each written whole where it comes first: a process may hold thousands of connections. More than the lines of events have
 * of them, since an owner that is found again has to be equal to the one that was told.
 */
@SuppressWarnings("EnumOrdinal") // the file is of one version
final class OwnerFields {

    private static final int NONE = 0;
    private static final int UNNAMED = 1;
    private static final int HELD = 2;
    private static final int AGAIN = 3;

    private final Map<Owner, Integer> written = new HashMap<>();
    private final List<Owner> read = new ArrayList<>();

    void write(@Nullable Owner owner, DataOutputStream out) throws IOException {
        if (owner instanceof Owner.Unnamed unnamed) {
            out.writeByte(UNNAMED);
            out.writeByte(unnamed.ordinal());
        } else if (owner instanceof Owner.Held held) {
            Integer before = written.putIfAbsent(held, written.size());
            out.writeByte(before == null ? HELD : AGAIN);
            if (before == null) {
                held(held, out);
            } else {
                out.writeInt(before);
            }
        } else {
            out.writeByte(NONE);
        }
    }

    @Nullable
    Owner read(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case UNNAMED -> Owner.Unnamed.values()[in.readUnsignedByte()];
            case HELD -> {
                Owner.Held held = held(in);
                read.add(held);
                yield held;
            }
            case AGAIN -> read.get(in.readInt());
            default -> null;
        };
    }

    private static void held(Owner.Held held, DataOutputStream out) throws IOException {
        out.writeInt(held.processes().size());
        for (OwnerProcess process : held.processes()) {
            out.writeInt(process.pid());
            out.writeLong(process.startTicks());
            out.writeLong(process.started().toEpochMilli());
            out.writeUTF(process.name());
            writeText(process.executable(), out);
            writeText(process.commandLine(), out);
            out.writeLong(process.uid());
            writeText(process.user(), out);
            writeText(process.group().container(), out);
            writeText(process.group().runtime(), out);
            writeText(process.group().pod(), out);
            writeText(process.group().unit(), out);
        }
    }

    private static Owner.Held held(DataInputStream in) throws IOException {
        int size = in.readInt();
        List<OwnerProcess> processes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            processes.add(new OwnerProcess(
                    in.readInt(),
                    in.readLong(),
                    Instant.ofEpochMilli(in.readLong()),
                    Objects.requireNonNull(in.readUTF()),
                    readText(in),
                    readText(in),
                    in.readLong(),
                    readText(in),
                    new ControlGroup(readText(in), readText(in), readText(in), readText(in))));
        }
        return new Owner.Held(processes);
    }
}
