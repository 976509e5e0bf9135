package io.connflux.filter;

import io.connflux.filter.EndClause.End;
import io.connflux.filter.text.Ages;
import io.connflux.filter.text.Comparison;
import io.connflux.filter.text.Comparison.Operator;
import io.connflux.filter.text.Fault;
import io.connflux.filter.text.Nearest;
import io.connflux.filter.text.StateWords;
import io.connflux.filter.text.Token;
import io.connflux.filter.text.Token.Kind;
import io.connflux.filter.value.HostPorts;
import io.connflux.filter.value.Numbers;
import io.connflux.filter.value.TextPattern;
import io.connflux.model.Direction;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of an expression, and how each is compared. One thread. */
final class Fields {

    private final Ends ends;
    private final Map<String, Reader> readers = new TreeMap<>();

    /** Makes a filter of what a field is compared with, whether that is negated or not. */
    interface Reader {

        /**
         * The filter of one comparison.
         *
         * @throws Fault where it cannot be compared so
         */
        Filter read(Comparison how);
    }

    Fields(HostPorts ports) {
        ends = new Ends(ports);
        for (String word : List.of("addr", "host", "net")) {
            readers.put(word, of(word, End.EITHER));
        }
        for (String word : List.of("port", "portrange")) {
            readers.put(word, of(word, End.EITHER));
        }
        readers.put("sport", of("port", End.LOCAL));
        readers.put("dport", of("port", End.REMOTE));
        readers.put(
                "state",
                how -> new Clause.States(set("state", how, value -> states(value, StateWords.of(value.text())))));
        readers.put("proto", how -> new Clause.Protocols(set("proto", how, Fields::protocols)));
        readers.put(
                "direction",
                how -> Chain.any(set("direction", how, Fields::directions).stream()
                        .map(Filter::direction)
                        .toList()));
        readers.put("event", how -> new HistoryClause.Told(set("event", how, Fields::events)));
        readers.put("uid", how -> new Clause.Uids(numbers("uid", how, Clause.Uids.GREATEST)));
        readers.put("pid", how -> new OwnerClause.Pids(numbers("pid", how, OwnerClause.Pids.GREATEST)));
        for (OwnerClause.Field field : OwnerClause.Field.values()) {
            readers.put(field.word(), how -> new OwnerClause.Text(field, text(field.word(), how)));
        }
        readers.put("netns", how -> new Clause.Namespace(text("netns", how)));
        readers.put("id", how -> new HistoryClause.Id(text("id", how)));
        readers.put("age", Fields::age);
    }

    Set<String> names() {
        return readers.keySet();
    }

    /** Of a field that there is. */
    Reader of(String name) {
        return Objects.requireNonNull(readers.get(name));
    }

    /** What a word of tcpdump, {@code host}, {@code net}, {@code port} or {@code portrange}, asks of an end. */
    Reader of(String type, End end) {
        if (type.startsWith("port")) {
            return how -> new EndClause.Ports(end, ports(end.port(), how));
        }
        return how -> {
            how.only(end.address(), Operator.EQUAL);
            return Chain.any(how.values().stream()
                    .map(value -> ends.end(value, end, type.equals("net")))
                    .toList());
        };
    }

    private Numbers ports(String field, Comparison how) {
        return ordered(how, ends::ports, EndClause.Ports.GREATEST, field);
    }

    private static Numbers numbers(String field, Comparison how, long greatest) {
        return ordered(how, value -> number(field, value, greatest), greatest, field);
    }

    private static Numbers ordered(Comparison how, Function<Token, Numbers> reader, long greatest, String field) {
        how.only(
                field,
                Operator.EQUAL,
                Operator.LESS,
                Operator.LESS_OR_EQUAL,
                Operator.GREATER,
                Operator.GREATER_OR_EQUAL);
        Numbers numbers = how.values().stream().map(reader).reduce(Numbers::and).orElseThrow();
        if (how.operator() == Operator.EQUAL) {
            return numbers;
        }
        if (numbers.least() != numbers.greatest()) {
            throw Fault.at(how.value(), how.sign().shown() + " compares with one number");
        }
        long number = numbers.least();
        long low =
                switch (how.operator()) {
                    case GREATER -> number + 1;
                    case GREATER_OR_EQUAL -> number;
                    default -> 0;
                };
        long high =
                switch (how.operator()) {
                    case LESS -> number - 1;
                    case LESS_OR_EQUAL -> number;
                    default -> greatest;
                };
        if (low > high) {
            throw Fault.at(how.sign(), "no " + field + " is " + how.sign().text() + " " + number);
        }
        return Numbers.range(low, high);
    }

    private static Numbers number(String field, Token value, long greatest) {
        String text = value.text();
        int dots = text.indexOf("..");
        long low = whole(field, value, dots < 0 ? text : text.substring(0, dots), greatest);
        long high = dots < 0 ? low : whole(field, value, text.substring(dots + 2), greatest);
        if (low > high) {
            throw Fault.at(value, "there is no number from " + low + " to " + high);
        }
        return Numbers.range(low, high);
    }

    private static long whole(String field, Token value, String text, long greatest) {
        if (!text.matches("[0-9]{1,18}")) {
            String hint = field.equals("uid") ? "; 'user' asks for the name of the process's user" : "";
            throw Fault.at(value, "'" + text + "' is no number" + hint);
        }
        if (Long.parseLong(text) > greatest) {
            throw Fault.at(value, text + " is no " + field + " (0 to " + greatest + ")");
        }
        return Long.parseLong(text);
    }

    private static <T> Set<T> set(String field, Comparison how, Function<Token, ? extends Collection<T>> reader) {
        how.only(field, Operator.EQUAL);
        Set<T> all = new TreeSet<>();
        how.values().forEach(value -> all.addAll(reader.apply(value)));
        return all;
    }

    /** The states behind ss's {@code state} or {@code exclude}. */
    static Set<SocketState> statesInSs(String before, Token value) {
        if (!value.isValue()) {
            throw Fault.at(value, "a state is missing behind '" + before + "', before " + value.shown());
        }
        return states(value, StateWords.inSs(value.text()));
    }

    private static Set<SocketState> states(Token value, @Nullable Set<SocketState> meant) {
        if (meant == null) {
            throw Fault.at(value, value.shown() + " is no state" + Nearest.question(value.text(), StateWords.words()));
        }
        return meant;
    }

    private static Set<Protocol> protocols(Token value) {
        String word = value.text().toLowerCase(Locale.ROOT);
        if (word.equals("6") || word.equals("17")) {
            return word.equals("6") ? EnumSet.of(Protocol.TCP, Protocol.TCP6) : EnumSet.of(Protocol.UDP, Protocol.UDP6);
        }
        List<String> labels =
                Arrays.stream(Protocol.values()).map(Protocol::label).toList();
        int known = labels.indexOf(word);
        if (known < 0) {
            throw Fault.at(value, value.shown() + " is none of " + String.join(", ", labels));
        }
        return EnumSet.of(Protocol.values()[known]);
    }

    private static List<Direction> directions(Token value) {
        return switch (value.text().toLowerCase(Locale.ROOT)) {
            case "inbound", "ingress" -> List.of(Direction.INBOUND);
            case "outbound", "egress" -> List.of(Direction.OUTBOUND);
            case "unknown" -> List.of(Direction.UNKNOWN);
            default -> throw Fault.at(value, value.shown() + " is none of inbound, outbound, unknown");
        };
    }

    private static List<String> events(Token value) {
        String word = value.text().toLowerCase(Locale.ROOT).replace('_', '-');
        if (!HistoryClause.Told.NAMES.contains(word)) {
            throw Fault.at(value, value.shown() + " is none of " + String.join(", ", HistoryClause.Told.NAMES));
        }
        return List.of(word);
    }

    private static TextPattern text(String field, Comparison how) {
        how.only(field, Operator.EQUAL, Operator.LIKE);
        if (how.operator() == Operator.LIKE) {
            return new TextPattern.Like(how.value().text());
        }
        List<String> texts = new ArrayList<>();
        for (Token value : how.values()) {
            if (value.is(Kind.WORD)
                    && (value.text().contains("*") || value.text().contains("?"))) {
                throw Fault.at(
                        value, "'=' compares with a text as it is; a form is written " + field + " ~ " + value.text());
            }
            texts.add(value.text());
        }
        return new TextPattern.Exactly(texts);
    }

    private static Filter age(Comparison how) {
        how.only("age", Operator.LESS, Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL);
        boolean older = how.operator() == Operator.GREATER || how.operator() == Operator.GREATER_OR_EQUAL;
        boolean orAsOld = how.operator() == Operator.LESS_OR_EQUAL || how.operator() == Operator.GREATER_OR_EQUAL;
        return new HistoryClause.Age(older, orAsOld, Ages.of(how.value()));
    }
}
