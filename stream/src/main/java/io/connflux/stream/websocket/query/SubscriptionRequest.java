package io.connflux.stream.websocket.query;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks {@code /events} for.
 *
 * @param selection which connections, and in which schema
 * @param existing whether those that are there are told first
 * @param stats how often it wants the counters; null for never
 * @param tick how often it wants connections that live on again; null for never
 * @param traffic how often it wants to know what connections carry; null for never
 * @param resume the token of a stream to go on with; null for a new one
 * @param seq the last event that it has of that stream; null where it does not say
 */
public record SubscriptionRequest(
        Selection selection,
        boolean existing,
        @Nullable Duration stats,
        @Nullable Duration tick,
        @Nullable Duration traffic,
        @Nullable String resume,
        @Nullable Long seq) {

    /** As often as the server says, where it reads that at all. */
    private static final String AUTO = "auto";

    /** A hundred years, as {@link io.connflux.stream.ConnectionStream} has it: nanoseconds are counted in 64 bits. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final List<String> NAMES = Stream.concat(
                    Selection.NAMES.stream(), Stream.of("existing", "stats", "tick", "traffic", "resume", "seq"))
            .toList();

    /**
     * Reads the part of a URL behind the question mark.
     *
     * @param served how often those are told what connections carry who leave that to the server; null where it does not read that
     * @throws IllegalArgumentException with a reason for the client
     */
    public static SubscriptionRequest parse(String uri, @Nullable Duration served) {
        Parameters parameters = new Parameters(uri, NAMES);
        Selection selection = Selection.of(parameters);
        String resume = parameters.value("resume");
        String seq = parameters.value("seq");
        if (seq != null && resume == null) {
            throw new IllegalArgumentException("'seq' says where a stream is resumed and needs 'resume'");
        }
        return new SubscriptionRequest(
                selection,
                parameters.flag("existing", true),
                duration("stats", parameters.value("stats")),
                duration("tick", parameters.value("tick")),
                traffic(parameters.value("traffic"), served),
                resume,
                seq == null ? null : number(seq));
    }

    public SubscriptionRequest resuming(String token, long lastSeq) {
        return new SubscriptionRequest(selection, existing, stats, tick, traffic, token, lastSeq);
    }

    /** Whether a stream that this one asked for can go on for another one. */
    public boolean isContinuedBy(SubscriptionRequest other) {
        return other.selection.equals(selection) && other.existing == existing;
    }

    private static @Nullable Duration traffic(@Nullable String value, @Nullable Duration served) {
        if (AUTO.equals(value)) {
            return served;
        }
        Duration every = duration("traffic", value);
        if (every != null && served == null) {
            throw new IllegalArgumentException("traffic asks what connections carry, which this server does not read;"
                    + " 'connflux serve' does with its option 'traffic', and a program with ConnectionStream.traffic");
        }
        return every;
    }

    private static @Nullable Duration duration(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.matches("[1-9][0-9]{0,8}(ms|s|m)")) {
            throw new IllegalArgumentException(name + " '" + value + "' is no duration such as 500ms, 10s or 1m"
                    + (name.equals("traffic") ? ", nor " + AUTO : ""));
        }
        long number = Long.parseLong(value.replaceAll("\\D", ""));
        Duration asked = value.endsWith("ms")
                ? Duration.ofMillis(number)
                : value.endsWith("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
        if (asked.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " '" + value + "' is more than " + LONGEST.toDays() + " days");
        }
        return asked;
    }

    private static long number(String seq) {
        if (!seq.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("seq '" + seq + "' is no number");
        }
        return Long.parseLong(seq);
    }
}
