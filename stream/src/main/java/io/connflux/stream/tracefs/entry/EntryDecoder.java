package io.connflux.stream.tracefs.entry;

import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.observation.ActingProcess;
import io.connflux.observation.Observation;
import io.connflux.stream.tracefs.page.EventFormat;
import io.connflux.stream.tracefs.page.Field;
import io.connflux.stream.tracefs.page.TracePage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the entries of pages. For one thread. */
public final class EntryDecoder {

    /** {@code TRACE_FLAG_HARDIRQ} and {@code TRACE_FLAG_SOFTIRQ}: an interrupt did it while the thread happened to run. */
    private static final int IN_INTERRUPT = 0x18;

    /**
     * {@code TRACE_FLAG_BH_OFF}: who closes a socket of its own does that without. Who ends another's, as {@code ss -K} does ({@code
     * tcp_abort} in {@code net/ipv4/tcp.c}), must not be told as its owner.
     */
    private static final int NOT_ITS_OWN = 0x80;

    private final Field type;
    private final Changes changes;
    private final @Nullable SocketEvent received;
    private final @Nullable SocketEvent sent;
    private final @Nullable SocketEvent repeated;
    private final @Nullable Errors errors;
    private final @Nullable TaskEvents tasks;
    private final ThreadOwners threads;

    private EntryDecoder(
            Field type,
            Changes changes,
            @Nullable SocketEvent received,
            @Nullable SocketEvent sent,
            @Nullable SocketEvent repeated,
            @Nullable Errors errors,
            @Nullable TaskEvents tasks,
            ThreadOwners threads) {
        this.type = type;
        this.changes = changes;
        this.received = received;
        this.sent = sent;
        this.repeated = repeated;
        this.errors = errors;
        this.tasks = tasks;
        this.threads = threads;
    }

    /**
     * Reads what the kernel says of its events.
     *
     * @param events the folder {@code events} of an instance
     * @param told which of them come; changes of states always do
     * @throws IOException where one cannot be read, or lacks a field
     */
    public static EntryDecoder read(Path events, Set<TraceEvent> told, ThreadOwners threads) throws IOException {
        EventFormat change = EventFormat.read(TraceEvent.STATE_CHANGE.in(events).resolve("format"));
        return new EntryDecoder(
                change.field("common_type", Short.BYTES),
                Changes.of(change),
                SocketEvent.of(events, told, TraceEvent.RESET_RECEIVED),
                SocketEvent.of(events, told, TraceEvent.RESET_SENT),
                SocketEvent.of(events, told, TraceEvent.FIN_REPEATED),
                told.contains(TraceEvent.ERROR_REPORT) ? Errors.of(events) : null,
                told.containsAll(TaskEvents.BOTH) ? TaskEvents.of(events) : null,
                threads);
    }

    /**
     * What the entry says at which a page stands.
     *
     * @return null where it is of no interest
     * @throws IOException where it is shorter than it has to be
     */
    public @Nullable TraceEntry decode(TracePage entry) throws IOException {
        entry.require(type.end());
        int id = (int) entry.number(type);
        if (id == changes.id) {
            return change(entry);
        }
        if (received != null && id == received.id) {
            return new TraceEntry.ResetReceived(entry.nanos(), received.socket(entry));
        }
        if (sent != null && id == sent.id) {
            return new TraceEntry.ResetSent(entry.nanos(), sent.socket(entry));
        }
        if (repeated != null && id == repeated.id) {
            return new TraceEntry.FinRepeated(entry.nanos(), repeated.socket(entry));
        }
        if (errors != null && id == errors.id) {
            return errors.report(entry);
        }
        return tasks == null ? null : tasks.decode(id, entry);
    }

    private @Nullable TraceEntry change(TracePage entry) throws IOException {
        entry.require(changes.end);
        Protocol protocol = changes.ends.protocolOf(entry);
        // A close() behind a shutdown() sets a state once more.
        if (protocol == null || entry.number(changes.before) == entry.number(changes.after)) {
            return null;
        }
        boolean ipv6 = protocol.isIpv6();
        Observation told = Observation.of(
                entry.nanos(),
                entry.number(changes.socket),
                protocol,
                changes.ends.localOf(entry, ipv6),
                changes.ends.remoteOf(entry, ipv6),
                SocketState.of(protocol, (int) entry.number(changes.before)),
                SocketState.of(protocol, (int) entry.number(changes.after)));
        long flags = entry.number(changes.flags);
        if ((flags & IN_INTERRUPT) != 0) {
            return new TraceEntry.StateChange(told, 0);
        }
        long thread = entry.number(changes.thread);
        ThreadOwner owner = threads.of(thread, entry.nanos());
        if (owner.namespace() != 0) {
            told = told.in(owner.namespace());
        }
        if ((flags & NOT_ITS_OWN) != 0) {
            return new TraceEntry.StateChange(told, 0);
        }
        ActingProcess process = owner.process();
        return new TraceEntry.StateChange(process == null ? told : told.by(process), thread);
    }

    /** {@code sock:inet_sock_set_state}. */
    private record Changes(
            int id, Field flags, Field thread, Field socket, Field before, Field after, EndFields ends, int end) {

        static Changes of(EventFormat format) throws IOException {
            Field before = format.field("oldstate", Integer.BYTES);
            Field after = format.field("newstate", Integer.BYTES);
            Field socket = format.field("skaddr", Integer.BYTES, Long.BYTES);
            EndFields ends = EndFields.of(format);
            int end = Math.max(Math.max(before.end(), after.end()), Math.max(socket.end(), ends.end()));
            return new Changes(
                    format.id(),
                    format.field("common_flags", Byte.BYTES),
                    format.field("common_pid", Integer.BYTES),
                    socket,
                    before,
                    after,
                    ends,
                    end);
        }
    }

    /** An event of which only the socket is of interest. */
    private record SocketEvent(int id, Field socket) {

        static @Nullable SocketEvent of(Path events, Set<TraceEvent> told, TraceEvent event) throws IOException {
            if (!told.contains(event)) {
                return null;
            }
            EventFormat read = EventFormat.read(event.in(events).resolve("format"));
            return new SocketEvent(read.id(), read.field("skaddr", Integer.BYTES, Long.BYTES));
        }

        long socket(TracePage entry) throws IOException {
            entry.require(socket.end());
            return entry.number(socket);
        }
    }

    /** {@code sock:inet_sk_error_report}. */
    private record Errors(int id, Field error, EndFields ends) {

        static Errors of(Path events) throws IOException {
            EventFormat read =
                    EventFormat.read(TraceEvent.ERROR_REPORT.in(events).resolve("format"));
            return new Errors(read.id(), read.field("error", Integer.BYTES), EndFields.of(read));
        }

        @Nullable
        TraceEntry report(TracePage entry) throws IOException {
            entry.require(Math.max(error.end(), ends.end()));
            Protocol protocol = ends.protocolOf(entry);
            if (protocol == null) {
                return null;
            }
            boolean ipv6 = protocol.isIpv6();
            return new TraceEntry.ErrorReport(
                    entry.nanos(), protocol, ends.localOf(entry, ipv6), ends.remoteOf(entry, ipv6), (int)
                            entry.number(error));
        }
    }
}
