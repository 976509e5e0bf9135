package io.connflux.observation;

import io.connflux.model.Direction;
import io.connflux.model.Endpoint;
import io.connflux.model.Outcome;
import io.connflux.model.Owner;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change of one TCP socket's state, or the end of a socket of any protocol, at the time it happened. Immutable. What a source
 * tells may grow with later versions: one is made by {@link #of} or {@link #ended} and the steps that give one more fact.
 *
 * <p>As the kernel tells them ({@code net/ipv4/af_inet.c}, {@code inet_sk_set_state}): a client goes from {@code CLOSE} to {@code
 * SYN_SENT}, a server's connection begins in {@code LISTEN}, the state of the listener it was made from, and goes to {@code SYN_RECV}.
 * Nobody tells when {@code TIME_WAIT} begins: a socket that goes from {@code FIN_WAIT2} or {@code CLOSING} to {@code CLOSE} in
 * order has left a row behind that says so.
 */
public final class Observation {

    private final long nanos;
    private final long socket;
    private final Protocol protocol;
    private final Endpoint local;
    private final Endpoint remote;
    private final SocketState before;
    private final SocketState after;
    private final @Nullable ActingProcess process;
    private final long namespace;
    private final @Nullable Outcome outcome;
    private final @Nullable Owner owner;
    private final @Nullable SocketEnd end;
    private final @Nullable Traffic traffic;

    private Observation(
            long nanos,
            long socket,
            Protocol protocol,
            Endpoint local,
            Endpoint remote,
            SocketState before,
            SocketState after,
            @Nullable ActingProcess process,
            long namespace,
            @Nullable Outcome outcome,
            @Nullable Owner owner,
            @Nullable SocketEnd end,
            @Nullable Traffic traffic) {
        this.nanos = nanos;
        this.socket = socket;
        this.protocol = Objects.requireNonNull(protocol, "protocol");
        this.local = Objects.requireNonNull(local, "local");
        this.remote = Objects.requireNonNull(remote, "remote");
        this.before = Objects.requireNonNull(before, "before");
        this.after = Objects.requireNonNull(after, "after");
        this.process = process;
        this.namespace = namespace;
        this.outcome = outcome;
        this.owner = owner;
        this.end = end;
        this.traffic = traffic;
    }

    /**
     * A change of which nothing else is known.
     *
     * @param nanos when it happened, on the clock of {@link System#nanoTime}, which is {@code CLOCK_MONOTONIC}
     * @param socket what tells the socket from all others while it lives, as its address in the kernel; never 0
     * @param local this host's end; port 0 where none had been chosen yet
     */
    public static Observation of(
            long nanos,
            long socket,
            Protocol protocol,
            Endpoint local,
            Endpoint remote,
            SocketState before,
            SocketState after) {
        return new Observation(nanos, socket, protocol, local, remote, before, after, null, 0, null, null, null, null);
    }

    /**
     * The end of a socket of which nothing was told before. It is {@code CLOSE} then, or what it has left is in {@code TIME_WAIT}.
     *
     * @param nanos when that was told, on the clock of {@link System#nanoTime}; it had happened by then
     * @param local this host's end; port 0 where neither end is told, as of one that was reset here
     * @param been the furthest state in which it is known to have been, where neither a table nor anybody else has told one
     */
    public static Observation ended(
            long nanos, Protocol protocol, Endpoint local, Endpoint remote, SocketState been, SocketEnd end) {
        SocketState after = end.left() == 0 ? SocketState.CLOSE : SocketState.TIME_WAIT;
        return new Observation(
                nanos, end.cookie(), protocol, local, remote, been, after, null, 0, null, null, end, null);
    }

    /** The same with the process that did it, of the first pid namespace; not where an interrupt did, which has only borrowed one. */
    public Observation by(ActingProcess acting) {
        return new Observation(
                nanos, socket, protocol, local, remote, before, after, acting, namespace, outcome, owner, end, traffic);
    }

    /**
     * The same of a socket that is told apart by another number, as the kernel may have given the place of one that has ended to the next.
     *
     * @param other see {@link #of}
     */
    public Observation ofSocket(long other) {
        return new Observation(
                nanos, other, protocol, local, remote, before, after, process, namespace, outcome, owner, end, traffic);
    }

    /** The same in a network namespace, by its inode. */
    public Observation in(long networkNamespace) {
        return new Observation(
                nanos,
                socket,
                protocol,
                local,
                remote,
                before,
                after,
                process,
                networkNamespace,
                outcome,
                owner,
                end,
                traffic);
    }

    /** The same with the way in which it ended, where it goes to {@code CLOSE}. */
    public Observation ending(Outcome how) {
        return new Observation(
                nanos, socket, protocol, local, remote, before, after, process, namespace, how, owner, end, traffic);
    }

    /** The same with what is told of the process that did it, where owners are asked for. */
    public Observation ownedBy(@Nullable Owner known) {
        return new Observation(
                nanos, socket, protocol, local, remote, before, after, process, namespace, outcome, known, end,
                traffic);
    }

    /**
     * The same with what its socket has carried, where it goes to {@code CLOSE}.
     *
     * @param carried of the network namespace whose files a poll reads where none is named: of another one's socket it is not believed
     */
    public Observation carrying(@Nullable Traffic carried) {
        return new Observation(
                nanos, socket, protocol, local, remote, before, after, process, namespace, outcome, owner, end,
                carried);
    }

    /** When it happened, on the clock of {@link System#nanoTime}. */
    public long nanos() {
        return nanos;
    }

    /** Tells the socket from all others while it lives; another one may have the same later. */
    public long socket() {
        return socket;
    }

    /** The file in which a poll would find it. */
    public Protocol protocol() {
        return protocol;
    }

    /** This host's end; its port is 0 where none had been chosen yet. */
    public Endpoint local() {
        return local;
    }

    /** The peer; unspecified for a listener. */
    public Endpoint remote() {
        return remote;
    }

    /** The state that it left. */
    public SocketState before() {
        return before;
    }

    /** The state that it has now; {@code CLOSE} where it is gone. */
    public SocketState after() {
        return after;
    }

    /** The state in which a connection is first there that was not told before: {@code CLOSE} and {@code LISTEN} are none. */
    public SocketState first() {
        return before == SocketState.CLOSE || before == SocketState.LISTEN ? after : before;
    }

    /** Who began it, where this change proves that. */
    public Direction direction() {
        return switch (first()) {
            case SYN_SENT -> Direction.OUTBOUND;
            case SYN_RECV -> Direction.INBOUND;
            default -> Direction.UNKNOWN;
        };
    }

    /** The process that did it; null where that is not known. */
    public @Nullable ActingProcess process() {
        return process;
    }

    /** What is told of it; null where nobody asked, or it is not known. It held the socket then, which another one may do too. */
    public @Nullable Owner owner() {
        return owner;
    }

    /** The inode of its network namespace; 0 where that is not known. */
    public long namespace() {
        return namespace;
    }

    /** How it ended; null where it has not, or nobody knows. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /** What is told of its end, where that is all that is told of it; null where its changes are. */
    public @Nullable SocketEnd end() {
        return end;
    }

    /** What it has carried; null where it has not ended, or that is not told, or with {@link #end}. */
    public @Nullable Traffic traffic() {
        return traffic;
    }

    @Override
    public String toString() {
        String ending = outcome == null ? "" : " " + outcome.label();
        return protocol.label() + " " + local + " → " + remote + " " + before + " to " + after + ending;
    }
}
