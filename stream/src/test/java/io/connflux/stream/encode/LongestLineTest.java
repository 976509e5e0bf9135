package io.connflux.stream.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Address;
import io.connflux.model.Connection;
import io.connflux.model.ControlGroup;
import io.connflux.model.Endpoint;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.model.SocketState;
import io.connflux.model.Traffic;
import io.connflux.stream.Line;
import io.connflux.stream.Resumption;
import io.connflux.stream.decode.EventDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongestLineTest {

    private static final Instant TIME = Instant.parse("2026-11-24T10:00:01.250Z");
    private static final long SEQ = Long.MAX_VALUE;

    private static String line(Line whole) {
        return line(Encoding.JSON, EncoderSettings.NONE, whole);
    }

    private static String line(Encoding encoding, EncoderSettings settings, Line whole) {
        EventEncoder encoder = encoding.encoder(settings);
        encoder.append(whole);
        String line = new String(encoder.toByteArray(), StandardCharsets.UTF_8);
        assertThat(encoder.length()).isBetween(5_000, EventEncoder.LONGEST_LINE);
        Line shared = new Line(0, whole.event(), whole.resumption());
        EncodedEvents encoded = EncodedEvents.of(encoding.encoder(settings), shared);
        byte[] copy = new byte[EventEncoder.LONGEST_LINE];
        int length = encoded.copy(0, whole.seq(), copy, 0);
        assertThat(new String(copy, 0, length, StandardCharsets.UTF_8) + "\n").isEqualTo(line);
        return line;
    }

    /** As much beside the event as there may be. */
    private static EncoderSettings most() {
        EncoderSettings settings = GoldenEvents.SETTINGS.withHostName("h".repeat(253));
        while (settings.labels().size() < 16) {
            settings = settings.withLabel("k".repeat(62 - settings.labels().size()), "\"".repeat(128));
        }
        return settings;
    }

    private static Connection connection(@Nullable Owner owner, @Nullable String namespace) {
        Address longest = Address.ipv6(0x1234_5678_9ABC_DEF1L, 0x1234_5678_9ABC_DEF1L);
        Connection one = Connection.of(
                        Protocol.TCP6,
                        new Endpoint(longest, 65_535),
                        new Endpoint(longest, 65_535),
                        SocketState.ESTABLISHED,
                        4_294_967_294L,
                        Long.MAX_VALUE)
                .in(new NetworkNamespace(Long.MAX_VALUE, namespace));
        long most = Long.MAX_VALUE / 2;
        Traffic traffic = new Traffic(most, most, most, most, most, most, new Traffic.Rate(most, most));
        return one.toBuilder()
                .owner(owner)
                .opened(TIME)
                .id("z".repeat(24))
                .traffic(traffic)
                .build();
    }

    private static Owner owner(int processes, String text) {
        List<OwnerProcess> all = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            ControlGroup group = new ControlGroup(text, text, text, text);
            all.add(new OwnerProcess(
                    Integer.MAX_VALUE - i, Long.MAX_VALUE, TIME, text, text, text, 4_294_967_294L, text, group));
        }
        return new Owner.Held(all);
    }

    private static List<Line> longest(String text) {
        Connection held = connection(owner(40, text), text);
        Line baseline =
                new Line(SEQ, new ConnectionEvent.Baseline(TIME, Map.of(Protocol.TCP, 1)), new Resumption(text, true));
        return Stream.concat(
                        Stream.of(
                                        new ConnectionEvent.Lost(TIME, text, Long.MAX_VALUE),
                                        new ConnectionEvent.Unreadable(
                                                TIME, 1, new RowProblem(text, Integer.MAX_VALUE, 1, text, text)),
                                        new ConnectionEvent.Closed(TIME, TIME, held, Duration.ofMillis(Long.MAX_VALUE)),
                                        new ConnectionEvent.StateChanged(TIME, TIME, held, held, true),
                                        new ConnectionEvent.Opened(TIME, TIME, held),
                                        new ConnectionEvent.OwnerChanged(TIME, TIME, held, held, true),
                                        new ConnectionEvent.Existing(TIME, held))
                                .map(event -> new Line(SEQ, event)),
                        Stream.of(baseline))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\u0001", "\"", "é", "\uD83D\uDE00", "\uD83D"})
    void no_text_makes_a_line_longer_and_each_says_how_much_of_it_is_missing(String character) {
        for (Line whole : longest(character.repeat(17_000))) {
            assertThat(line(whole)).as(whole.event().name()).contains(" more characters)");
            // A token that is cut is none, and a decoder does not take it for one.
            if (whole.resumption() == null) {
                assertThat(new EventDecoder().decode(line(whole)).event().name())
                        .isEqualTo(whole.event().name());
            }
        }
    }

    /** With as much beside the event as there may be, and of characters the one that takes the most room. */
    @ParameterizedTest
    @EnumSource(Encoding.class)
    void no_schema_and_no_label_makes_a_line_longer(Encoding encoding) {
        for (Line whole : longest("\u0001".repeat(17_000))) {
            assertThat(line(encoding, most(), whole)).as(whole.event().name()).contains(" more characters)");
        }
    }

    @Test
    void what_is_missing_is_counted_and_no_character_is_cut_in_two() {
        String text = "x" + "\uD83D\uDE00".repeat(20_000);
        ConnectionEvent.Lost read = (ConnectionEvent.Lost) new EventDecoder()
                .decode(line(new Line(1, new ConnectionEvent.Lost(TIME, text, 0))))
                .event();
        int kept = read.reason().indexOf(" ... (");
        assertThat(text).startsWith(read.reason().substring(0, kept));
        assertThat(read.reason().substring(kept)).isEqualTo(" ... (" + (text.length() - kept) + " more characters)");
        assertThat(read.reason()).isNotEmpty();
    }

    @Test
    void only_the_longest_texts_are_shortened_and_the_next_line_is_whole() {
        String command = "c".repeat(30_000);
        OwnerProcess process =
                new OwnerProcess(1, 1, TIME, "name", "/an/executable", command, 0, "user", ControlGroup.NONE);
        NdjsonEncoder encoder = new NdjsonEncoder();
        encoder.append(
                1,
                new ConnectionEvent.Opened(TIME, TIME, connection(new Owner.Held(List.of(process)), "n".repeat(255))));
        String reason = "r".repeat(15_000);
        encoder.append(2, new ConnectionEvent.Lost(TIME, reason, 0));
        String[] lines = new String(encoder.toByteArray(), StandardCharsets.UTF_8).split("\n", -1);
        assertThat(lines[0])
                .contains("\"/an/executable\"", "n".repeat(255))
                .endsWith("}")
                .contains(" more characters)\"");
        assertThat(lines[1]).contains("\"" + reason + "\"");
    }
}
