package io.connflux.stream.websocket.query;

import io.connflux.event.ConnectionEvent;
import io.connflux.filter.Filter;
import io.connflux.filter.FilterException;
import io.connflux.model.Protocol;
import io.connflux.stream.encode.EncoderSettings;
import io.connflux.stream.encode.Encoding;
import io.connflux.stream.encode.EventEncoder;
import io.connflux.stream.follow.Choice;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which connections are asked for, and in which schema. Those who ask for the same share its lines.
 *
 * @param choice whose filter alone chooses
 * @param communityId whether JSON has it too; other schemas always have
 */
public record Selection(Choice choice, Encoding encoding, boolean communityId) {

    static final List<String> NAMES = List.of("format", "protocol", "filter", "community_id");

    /** All connections, as JSON. */
    public static final Selection ALL = new Selection(Choice.ALL, Encoding.JSON, false);

    /**
     * Reads the part of a URL behind the question mark, where nothing else is asked for.
     *
     * @throws IllegalArgumentException with a reason for the client
     */
    public static Selection parse(String uri) {
        return of(new Parameters(uri, NAMES));
    }

    /**
     * Reads its part of the parameters.
     *
     * @throws IllegalArgumentException with a reason for the client
     */
    static Selection of(Parameters parameters) {
        Choice choice = Choice.ALL.only(protocols(parameters.value("protocol")));
        String filter = parameters.value("filter");
        return new Selection(
                filter == null ? choice : choice.and(parsed(filter)),
                encoding(parameters.value("format")),
                parameters.flag("community_id", false));
    }

    private static Filter parsed(String filter) {
        try {
            return Filter.parse(filter);
        } catch (FilterException e) {
            throw new IllegalArgumentException("the filter is not understood:\n" + e.explanation(), e);
        }
    }

    private static Encoding encoding(@Nullable String label) {
        try {
            return label == null ? Encoding.JSON : Encoding.of(label);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("format " + e.getMessage(), e);
        }
    }

    private static Set<Protocol> protocols(@Nullable String names) {
        if (names == null) {
            return EnumSet.allOf(Protocol.class);
        }
        Set<Protocol> chosen = EnumSet.noneOf(Protocol.class);
        for (String name : names.split(",", -1)) {
            try {
                chosen.add(Protocol.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("protocol '" + name + "' is none of tcp, tcp6, udp, udp6", e);
            }
        }
        return chosen;
    }

    /** Whether nothing is left out. */
    public boolean isEverything() {
        return choice.equals(Choice.ALL);
    }

    /** What is told of events. */
    public List<ConnectionEvent> told(List<ConnectionEvent> events) {
        return choice.of(events);
    }

    /** Which of them. */
    public Filter filter() {
        return choice.filter();
    }

    /** An encoder without lines. */
    public EventEncoder encoder(EncoderSettings settings) {
        return encoding.encoder(communityId ? settings.withCommunityId(true) : settings);
    }
}
