package io.connflux.filter;

import io.connflux.filter.text.Fault;
import io.connflux.filter.value.HostPorts;
import io.connflux.filter.value.Numbers;
import io.connflux.filter.value.TextPattern;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.ConnectionRow;
import io.connflux.model.Direction;
import io.connflux.model.ProcessChoice;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which connections are meant. Made of an expression ({@code tcp and state established and dport = :443}), or of parts: {@code
 * Filter.port(443).and(Filter.state(ESTABLISHED))}.
 *
 * <p>{@code toString()} is the expression in one form: what {@link #parse} makes of that equals this filter.
 */
public sealed interface Filter permits Everything, Combination, Clause {

    /** Every connection; the empty expression, or {@code all}. */
    @SuppressWarnings("ClassInitializationDeadlock") // nobody else makes one: no thread begins with that class
    Filter ALL = Everything.ALL;

    /** The name of the event that a row of a table is. */
    String EXISTING = "existing";

    /** The longest expression, in characters. */
    int MAX_LENGTH = 4096;

    /**
     * Reads an expression, with the names of services that this machine has.
     *
     * @throws FilterException where it is none: no other exception, whatever the text
     */
    static Filter parse(String expression) {
        return parse(expression, HostPorts.OF_THIS_HOST);
    }

    /**
     * Reads an expression.
     *
     * @param ports where names of ports come from; it is looked at only where the expression has one
     * @throws FilterException where it is none: no other exception, whatever the text
     */
    static Filter parse(String expression, HostPorts ports) {
        if (expression.isBlank()) {
            // What most start with, and it needs none of the words.
            return ALL;
        }
        try {
            if (expression.length() > MAX_LENGTH) {
                throw new Fault(MAX_LENGTH, "an expression has at most " + MAX_LENGTH + " characters");
            }
            return new Parser(expression, ports).parse();
        } catch (Fault fault) {
            throw new FilterException(expression, fault.place(), fault.reason(), fault.hint());
        }
    }

    /**
     * Whether a connection is meant. Makes no object, but for an {@code id} that is asked for.
     *
     * @param event the name of what is told of it: {@code opened}, {@code closed}, {@code state-changed}, {@code owner-changed} or
     *     {@link #EXISTING}
     * @param at when that is told, by which its age is judged; null where that is not known, and then nothing has an age
     */
    boolean matches(ConnectionRow row, String event, @Nullable Instant at);

    /** The same for a connection that there is already. */
    default boolean matches(Connection connection, String event, Instant at) {
        return matches(ConnectionRow.of(connection), event, at);
    }

    /** The same for one that is told with no event and at no time: it is as if {@link #EXISTING}, and has no age. */
    default boolean matches(Connection connection) {
        return matches(ConnectionRow.of(connection), EXISTING, null);
    }

    /** Whether a row of a table is meant, as it is at a time; each of its rows is {@link #EXISTING}. */
    default Predicate<ConnectionRow> existingAt(Instant at) {
        return row -> matches(row, EXISTING, at);
    }

    /** Both; what {@link #ALL} is put to is left as it is. */
    default Filter and(Filter other) {
        return equals(ALL) ? other : other.equals(ALL) ? this : new Combination.And(List.of(this, other));
    }

    /** One of them. */
    default Filter or(Filter other) {
        return new Combination.Or(List.of(this, other));
    }

    /** All that this does not mean. */
    default Filter negate() {
        return this instanceof Combination.Not not ? not.operand() : new Combination.Not(this);
    }

    /** What it asks of a connection, from the left to the right. */
    List<Clause> clauses();

    /** Whether it asks whose a connection is, so that owners have to be searched for. */
    default boolean needsOwners() {
        return clauses().stream().anyMatch(OwnerClause.class::isInstance);
    }

    /**
     * Whether it asks what only who follows a host knows ({@code event}, {@code age}, {@code id}, {@code direction}): of one snapshot
     * alone such clauses are true of nothing, but for {@code event = existing}.
     */
    default boolean usesHistory() {
        return clauses().stream().anyMatch(HistoryClause.class::isInstance);
    }

    /**
     * Which processes the search for owners should look at first: each connection that is meant is held by one of them.
     *
     * @return {@link ProcessChoice#ANY} where that cannot be said
     */
    default ProcessChoice processes() {
        return LikelyHolders.of(this);
    }

    /**
     * Which ports it names: each connection that is meant has one of them at one of its ends.
     *
     * @return empty where that cannot be said
     */
    default Optional<Numbers> namedPorts() {
        return NamedPorts.of(this);
    }

    /**
     * Whether each connection that is meant has an IPv6 address which is no mapped one: so has its other end then, wherever that is.
     *
     * @return false where that cannot be said
     */
    default boolean meansIpv6Alone() {
        return Alone.IPV6.of(this);
    }

    /**
     * Whether no connection of TCP can be meant, because its words say so of the protocol.
     *
     * @return false where that cannot be said
     */
    default boolean meansUdpAlone() {
        return Alone.UDP.of(this);
    }

    /**
     * Whether no socket of UDP can be meant, because its words say so of the protocol.
     *
     * @return false where that cannot be said
     */
    default boolean meansTcpAlone() {
        return Alone.TCP.of(this);
    }

    /** How it was understood, and what it costs: lines for people, without an end of a line behind the last. */
    default String explanation() {
        return this + "\n" + LikelyHolders.costOf(this);
    }

    /** TCP of both families: {@code tcp}. */
    static Filter tcp() {
        return new Clause.Protocols(EnumSet.of(Protocol.TCP, Protocol.TCP6));
    }

    /** UDP of both families: {@code udp}. */
    static Filter udp() {
        return new Clause.Protocols(EnumSet.of(Protocol.UDP, Protocol.UDP6));
    }

    /** A port at either end: {@code port = 443}. */
    static Filter port(int port) {
        return new EndClause.Ports(EndClause.End.EITHER, Numbers.of(port));
    }

    /** This host's port: {@code sport = 443}. */
    static Filter localPort(int port) {
        return new EndClause.Ports(EndClause.End.LOCAL, Numbers.of(port));
    }

    /** The peer's port: {@code dport = 443}. */
    static Filter remotePort(int port) {
        return new EndClause.Ports(EndClause.End.REMOTE, Numbers.of(port));
    }

    /** An address at either end, an IPv4 address also as a mapped one: {@code addr = 10.0.0.1}. */
    static Filter host(Address address) {
        return net(address, address.ipv6() ? 128 : 32);
    }

    /**
     * An address of a network at either end: {@code addr = 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException where the network's addresses have not as many bits
     */
    static Filter net(Address network, int prefix) {
        return new EndClause.Network(EndClause.End.EITHER, network, prefix);
    }

    /** A state, or one of several: {@code state = ESTABLISHED}. */
    static Filter state(SocketState state, SocketState... more) {
        return new Clause.States(EnumSet.of(state, more));
    }

    /** Who began it: {@code direction = inbound}. */
    static Filter direction(Direction direction) {
        return new HistoryClause.Began(direction);
    }

    /** A process by its name, or by that of its program: {@code name = nginx}. */
    static Filter process(String name) {
        return owner(OwnerClause.Field.NAME, name);
    }

    /** A process: {@code pid = 812}. */
    static Filter pid(int pid) {
        return new OwnerClause.Pids(Numbers.of(pid));
    }

    /** The effective user of a process, by name or id: {@code user = www-data}. */
    static Filter user(String nameOrId) {
        return owner(OwnerClause.Field.USER, nameOrId);
    }

    /** A container, by how its id starts, or a pod by its uid: {@code container = 3f4e}. */
    static Filter container(String id) {
        return owner(OwnerClause.Field.CONTAINER, id);
    }

    private static Filter owner(OwnerClause.Field field, String text) {
        return new OwnerClause.Text(field, new TextPattern.Exactly(List.of(text)));
    }

    /**
     * What is told of it: {@code event = opened}.
     *
     * @throws IllegalArgumentException where there is no such event
     */
    static Filter event(String name) {
        return new HistoryClause.Told(Set.of(name));
    }
}
