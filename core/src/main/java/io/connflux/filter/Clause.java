package io.connflux.filter;

import io.connflux.filter.text.StateWords;
import io.connflux.filter.value.Numbers;
import io.connflux.filter.value.TextPattern;
import io.connflux.model.Connection;
import io.connflux.model.ConnectionRow;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One thing that is asked of a connection. What is not known of it is true of no clause. */
public sealed interface Clause extends Filter
        permits EndClause,
                OwnerClause,
                HistoryClause,
                Clause.Protocols,
                Clause.Family,
                Clause.States,
                Clause.Uids,
                Clause.Namespace {

    @Override
    default List<Clause> clauses() {
        return List.of(this);
    }

    /**
     * The file it stands in: {@code tcp}, {@code proto = tcp6}.
     *
     * @param protocols at least one
     */
    record Protocols(Set<Protocol> protocols) implements Clause {

        public Protocols {
            protocols = some(protocols);
        }

        @Override
        public Set<Protocol> protocols() {
            return Collections.unmodifiableSet(protocols);
        }

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            return protocols.contains(row.protocol());
        }

        @Override
        public String toString() {
            if (protocols.equals(EnumSet.of(Protocol.TCP, Protocol.TCP6))) {
                return "tcp";
            }
            return protocols.equals(EnumSet.of(Protocol.UDP, Protocol.UDP6))
                    ? "udp"
                    : oneOf("proto", protocols.stream().map(Protocol::label).toList());
        }
    }

    /** {@code ip6}, what has IPv6 addresses and no mapped ones; or {@code ip}, all else. */
    record Family(boolean ipv6) implements Clause {

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            boolean wide = row.protocol().isIpv6()
                    && !EndClause.isMapped(row.localHigh(), row.localLow())
                    && !EndClause.isMapped(row.remoteHigh(), row.remoteLow());
            return wide == ipv6;
        }

        @Override
        public String toString() {
            return ipv6 ? "ip6" : "ip";
        }
    }

    /**
     * The state it is in: {@code state = ESTABLISHED}, {@code state in {SYN_SENT, SYN_RECV}}, {@code state = connected}.
     *
     * @param states at least one
     */
    record States(Set<SocketState> states) implements Clause {

        public States {
            states = some(states);
        }

        @Override
        public Set<SocketState> states() {
            return Collections.unmodifiableSet(states);
        }

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            return states.contains(row.state());
        }

        @Override
        public String toString() {
            String word = StateWords.word(states);
            return word != null
                    ? "state = " + word
                    : oneOf("state", states.stream().map(SocketState::name).toList());
        }
    }

    /** The user id of the socket: {@code uid = 1000}. */
    record Uids(Numbers uids) implements Clause {

        /** {@code uid_t} has 32 bits, and no user has the last one. */
        static final long GREATEST = 0xFFFF_FFFEL;

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            long uid = row.uid();
            return uid != Connection.UNKNOWN_UID && uids.contain(uid);
        }

        @Override
        public String toString() {
            return uids.text("uid", GREATEST);
        }
    }

    /** The network namespace, by inode or name: {@code netns = blue}. */
    record Namespace(TextPattern namespace) implements Clause {

        @Override
        public boolean matches(ConnectionRow row, String event, @Nullable Instant at) {
            NetworkNamespace its = row.namespace();
            String name = its.name();
            return its.isKnown() && (namespace.matches(its.inode()) || (name != null && namespace.matches(name, 0)));
        }

        @Override
        public String toString() {
            return namespace.text("netns");
        }
    }

    /** A set of its own, asked for each row: that nobody changes it is the accessor's part, and not a layer around it. */
    private static <E extends Enum<E>> Set<E> some(Set<E> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a clause that nothing can be true of");
        }
        return EnumSet.copyOf(values);
    }

    /** As an expression says it of a field with a few words. */
    static String oneOf(String field, List<String> words) {
        return words.size() == 1
                ? field + " = " + words.get(0)
                : field + words.stream().collect(Collectors.joining(", ", " in {", "}"));
    }
}
