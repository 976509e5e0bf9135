package io.connflux.filter.text;

import io.connflux.model.SocketState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words for states: those of the kernel, of ss and of OpenTelemetry, in any case, with or without {@code -} and {@code _};
 * and ss's words for several ({@code scan_state} in iproute2's {@code misc/ss.c}).
 */
public final class StateWords {

    private static final Set<SocketState> ALL = Set.copyOf(EnumSet.allOf(SocketState.class));

    /** What ss calls groups, in the order in which a set of states is looked for among them. */
    private static final Map<String, Set<SocketState>> GROUPS = new LinkedHashMap<>();

    private static final Map<String, Set<SocketState>> STATES = new LinkedHashMap<>();

    static {
        Set<SocketState> bucket = EnumSet.of(SocketState.SYN_RECV, SocketState.TIME_WAIT);
        EnumSet<SocketState> connected = EnumSet.copyOf(ALL);
        connected.removeAll(EnumSet.of(SocketState.LISTEN, SocketState.CLOSE, SocketState.UNCONNECTED));
        EnumSet<SocketState> synchronizedStates = EnumSet.copyOf(connected);
        synchronizedStates.remove(SocketState.SYN_SENT);
        EnumSet<SocketState> big = EnumSet.copyOf(ALL);
        big.removeAll(bucket);
        GROUPS.put("all", ALL);
        GROUPS.put("connected", connected);
        GROUPS.put("synchronized", synchronizedStates);
        GROUPS.put("bucket", bucket);
        GROUPS.put("big", big);
        for (SocketState state : SocketState.values()) {
            STATES.put(key(state.name()), EnumSet.of(state));
        }
        STATES.put("estab", EnumSet.of(SocketState.ESTABLISHED));
        STATES.put("synrcv", EnumSet.of(SocketState.SYN_RECV));
        STATES.put("synreceived", EnumSet.of(SocketState.SYN_RECV));
        STATES.put("listening", EnumSet.of(SocketState.LISTEN));
        STATES.put("unconn", EnumSet.of(SocketState.UNCONNECTED));
        STATES.put("closed", EnumSet.of(SocketState.CLOSE, SocketState.UNCONNECTED));
    }

    private StateWords() {}

    /** The states that a word means; null where it means none. */
    public static @Nullable Set<SocketState> of(String word) {
        Set<SocketState> group = GROUPS.get(word.toLowerCase(Locale.ROOT));
        return group != null ? group : STATES.get(key(word));
    }

    /** What it means behind ss's {@code state}: the number that UDP calls unconnected is TCP's {@code CLOSE}, and ss tells no difference. */
    public static @Nullable Set<SocketState> inSs(String word) {
        Set<SocketState> states = of(word);
        boolean either = states != null
                && (states.equals(EnumSet.of(SocketState.CLOSE)) || states.equals(EnumSet.of(SocketState.UNCONNECTED)));
        return either ? of("closed") : states;
    }

    /** The word for exactly these states; null where there is none. */
    public static @Nullable String word(Set<SocketState> states) {
        if (states.size() == 1) {
            return states.iterator().next().name();
        }
        for (Map.Entry<String, Set<SocketState>> group : GROUPS.entrySet()) {
            if (group.getValue().equals(states)) {
                return group.getKey();
            }
        }
        return null;
    }

    /** All words, one for each state and group, for whoever mistyped one. */
    public static List<String> words() {
        List<String> words = new ArrayList<>(GROUPS.keySet());
        for (SocketState state : SocketState.values()) {
            words.add(state.name());
        }
        words.addAll(
                List.of("estab", "listening", "unconn", "closed", "time-wait", "fin-wait-1", "fin-wait-2", "syn-sent"));
        words.addAll(List.of("established", "syn-recv", "close-wait", "last-ack"));
        return words;
    }

    private static String key(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
