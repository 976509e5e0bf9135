package io.connflux.filter;

import io.connflux.filter.Chain.Term;
import io.connflux.filter.EndClause.End;
import io.connflux.filter.text.Comparison;
import io.connflux.filter.text.Fault;
import io.connflux.filter.text.Nearest;
import io.connflux.filter.text.Refusals;
import io.connflux.filter.text.StateWords;
import io.connflux.filter.text.Token;
import io.connflux.filter.text.Token.Kind;
import io.connflux.filter.text.Tokens;
import io.connflux.filter.value.HostPorts;
import io.connflux.model.AddressKind;
import io.connflux.model.Direction;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the terms of an expression: words that stand alone, fields that are compared, and the forms of ss and tcpdump. One thread. */
final class Terms {

    /** What tcpdump puts before a type, and what types there are. */
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "ip", "ip6");

    private static final Set<String> TYPES = Set.of("host", "net", "port", "portrange");

    private static final Map<String, End> ENDS =
            Map.of("src", End.LOCAL, "dst", End.REMOTE, "local", End.LOCAL, "remote", End.REMOTE);

    /** ss's words before a state, with whether it is one that is left out. */
    private static final Map<String, Boolean> STATES = Map.of("state", false, "exclude", true, "excl", true);

    private final Tokens tokens;
    private final HostPorts ports;
    private final Fields fields;
    private final Map<String, Filter> alone = new HashMap<>();

    Terms(Tokens tokens, HostPorts ports) {
        this.tokens = tokens;
        this.ports = ports;
        fields = new Fields(ports);
        alone.put("all", Filter.ALL);
        alone.put("any", Filter.ALL);
        alone.put("tcp", Filter.tcp());
        alone.put("udp", Filter.udp());
        alone.put("tcp6", new Clause.Protocols(EnumSet.of(Protocol.TCP6)));
        alone.put("udp6", new Clause.Protocols(EnumSet.of(Protocol.UDP6)));
        alone.put("ip", new Clause.Family(false));
        alone.put("ip6", new Clause.Family(true));
        alone.put("inbound", Filter.direction(Direction.INBOUND));
        alone.put("outbound", Filter.direction(Direction.OUTBOUND));
        for (AddressKind kind : AddressKind.values()) {
            alone.put(kind.label(), new EndClause.Kind(End.EITHER, kind));
        }
    }

    /**
     * Reads the next term.
     *
     * @throws Fault where there is none
     */
    Term read() {
        Token first = tokens.peek();
        String word = first.word();
        Filter itself = alone.get(word);
        End end = ENDS.get(word);
        if (itself != null) {
            tokens.take();
            return PROTOCOLS.contains(word) && isQualifier() ? qualified(itself, read()) : Term.of(itself);
        }
        if (word.equals("autobound")) {
            tokens.take();
            return Term.of(new EndClause.Ports(End.LOCAL, ports.ephemeral()));
        }
        if (STATES.containsKey(word) && !(word.equals("state") && Comparison.follows(tokens, 1))) {
            return states();
        }
        if (end != null) {
            tokens.take();
            return ofEnd(end);
        }
        if (!fields.names().contains(word)) {
            throw unknown(first);
        }
        tokens.take();
        return compared(word, fields.of(word));
    }

    /** Whether the next token can only be a value: it goes on with the field before. */
    boolean isValueAlone() {
        Token next = tokens.peek();
        return next.isValue() && !isKnown(next.word()) && !Comparison.follows(tokens, 1);
    }

    private boolean isKnown(String word) {
        return alone.containsKey(word)
                || ENDS.containsKey(word)
                || STATES.containsKey(word)
                || word.equals("autobound")
                || fields.names().contains(word)
                || Refusals.WORDS.containsKey(word);
    }

    private boolean isQualifier() {
        String next = tokens.peek().word();
        return (TYPES.contains(next) || next.equals("src") || next.equals("dst")) && !Comparison.follows(tokens, 1);
    }

    private static Term qualified(Filter protocol, Term term) {
        return new Term(protocol, term.filter(), term.more());
    }

    /** {@code src}, {@code src port}, {@code src or dst net} and so on. */
    private Term ofEnd(End first) {
        End end = first;
        boolean both = false;
        Token joint = tokens.peek();
        End other = ENDS.get(tokens.peek(1).word());
        if ((joint.is(Kind.AND) || joint.is(Kind.OR)) && other != null && other != first) {
            both = joint.is(Kind.AND);
            end = End.EITHER;
            tokens.take();
            tokens.take();
        }
        String type = TYPES.contains(tokens.peek().word()) ? tokens.take().word() : "host";
        if (!both) {
            return compared(type, fields.of(type, end));
        }
        Fields.Reader local = fields.of(type, End.LOCAL);
        Fields.Reader remote = fields.of(type, End.REMOTE);
        return compared(type, how -> Chain.all(List.of(local.read(how), remote.read(how))));
    }

    private Term compared(String field, Fields.Reader reader) {
        if (field.equals("net") && tokens.peek(1).isWord("mask")) {
            Token net = tokens.take();
            tokens.take();
            return Term.of(reader.read(Comparison.with(Ends.masked(net, tokens.take()))));
        }
        boolean alone = !Comparison.follows(tokens, 0);
        Comparison how = Comparison.read(field, tokens);
        Filter filter = reader.read(how);
        return new Term(
                null,
                how.negated() ? filter.negate() : filter,
                alone ? value -> reader.read(Comparison.with(value)) : null);
    }

    /** As ss reads them: each adds a group of states to those before, or takes it away, from all where it comes first. */
    private Term states() {
        Token first = tokens.peek();
        EnumSet<SocketState> left = EnumSet.noneOf(SocketState.class);
        EnumSet<SocketState> excluded = EnumSet.noneOf(SocketState.class);
        boolean added = false;
        int count = 0;
        do {
            boolean out = STATES.getOrDefault(tokens.peek().word(), false);
            String word = tokens.take().text();
            Set<SocketState> states = Fields.statesInSs(word, tokens.take());
            if (out && count == 0) {
                left.addAll(EnumSet.allOf(SocketState.class));
            }
            if (out) {
                left.removeAll(states);
                excluded.addAll(states);
            } else {
                left.addAll(states);
            }
            added |= !out;
            count++;
        } while (STATES.containsKey(tokens.peek().word()) && !Comparison.follows(tokens, 1));
        if (!added) {
            return Term.of(new Clause.States(excluded).negate());
        }
        if (left.isEmpty()) {
            throw Fault.at(first, "this leaves no state");
        }
        return new Term(
                null,
                new Clause.States(left),
                count > 1 ? null : value -> new Clause.States(Fields.statesInSs("state", value)));
    }

    private Fault unknown(Token token) {
        String word = token.word();
        if (token.is(Kind.END)) {
            return Fault.at(token, "something is missing at the end");
        }
        if (!token.isValue()) {
            return Fault.at(
                    token, token.shown() + " cannot stand here: 'port', 'host', 'state' or the like is expected");
        }
        if (Refusals.WORDS.containsKey(word)) {
            return Fault.at(token, Refusals.of(word));
        }
        if (StateWords.of(token.text()) != null) {
            return Fault.at(token, token.shown() + " is a state; write 'state " + token.text() + "'");
        }
        if (Refusals.isValue(token.text())) {
            return Fault.at(
                    token, token.shown() + " says not of what; write 'port 443', 'host 10.0.0.1', 'port in {80, 443}'");
        }
        List<String> known = new ArrayList<>(alone.keySet());
        known.addAll(ENDS.keySet());
        known.addAll(STATES.keySet());
        known.add("autobound");
        known.addAll(fields.names());
        Collections.sort(known);
        return Fault.at(token, token.shown() + " is no word of filters" + Nearest.question(token.text(), known));
    }
}
