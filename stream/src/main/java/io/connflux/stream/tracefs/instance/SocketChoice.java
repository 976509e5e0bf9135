package io.connflux.stream.tracefs.instance;

import io.connflux.filter.Filter;
import io.connflux.filter.value.Numbers;
import io.connflux.stream.tracefs.entry.TraceEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Of which sockets the kernel tells.
 *
 * @param ports one of which a socket has at one of its ends; null for all
 * @param ipv6Alone whether of those alone that are of IPv6, with mapped addresses or without
 */
public record SocketChoice(@Nullable Numbers ports, boolean ipv6Alone) {

    /** Of all. */
    public static final SocketChoice ALL = new SocketChoice(null, false);

    /** The kernel takes longer to compare more of them with each change than to tell of it. */
    private static final int MOST_RANGES = 8;

    private static final int AF_INET6 = 10;

    /**
     * Of those at least that a filter can mean, and of what says where they are and how they end.
     *
     * <p>A family is no reason to leave one out where the other end of a connection may be of the other one, as one with mapped
     * addresses has: by its client it is known in which network namespace one is that a listener has got.
     */
    public static SocketChoice of(Filter filter) {
        Numbers named = filter.namedPorts()
                // A client has none yet when it begins: its SYN_SENT would be told, and what follows not.
                .filter(numbers -> !numbers.contain(0) && numbers.ranges().size() <= MOST_RANGES)
                .orElse(null);
        return new SocketChoice(named, filter.meansIpv6Alone());
    }

    /**
     * Which of an event's kind are to be told, as {@code Documentation/trace/events.rst} has it; the kernel compares numbers of this
     * host's byte order.
     *
     * @param events the folder {@code events} of an instance
     * @return empty for all
     * @throws IOException where the kernel does not say what such an event has
     */
    String filter(TraceEvent event, Path events) throws IOException {
        List<String> all = new ArrayList<>();
        if (!event.filter().isEmpty()) {
            all.add(event.filter());
        }
        if (ipv6Alone && event.hasFamily(events)) {
            all.add("family == " + AF_INET6);
        }
        if (ports != null && event.hasPorts()) {
            all.add(ports.ranges().stream()
                    .flatMap(range -> Stream.of("sport", "dport").map(port -> within(port, range)))
                    .collect(Collectors.joining(" || ", "(", ")")));
        }
        return String.join(" && ", all);
    }

    private static String within(String port, Numbers.Range range) {
        return "(" + port + " >= " + range.low() + " && " + port + " <= " + range.high() + ")";
    }
}
