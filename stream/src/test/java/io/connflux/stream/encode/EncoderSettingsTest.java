package io.connflux.stream.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.Line;
import io.connflux.stream.decode.EventDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderSettingsTest {

    private static final Line LINE = new Line(1, new ConnectionEvent.Existing(GoldenEvents.TIME, GoldenEvents.INBOUND));

    private static String json(EncoderSettings settings) {
        NdjsonEncoder encoder = new NdjsonEncoder(settings);
        encoder.append(LINE);
        return new String(encoder.toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void a_line_of_json_is_as_it_was_where_nothing_was_asked_for() {
        assertThat(json(EncoderSettings.NONE)).isEqualTo(NdjsonEncoder.line(LINE));
        assertThat(json(EncoderSettings.NONE.withHost(GoldenEvents.SETTINGS.host())))
                .isEqualTo(NdjsonEncoder.line(LINE));
    }

    @Test
    void a_line_of_json_ends_with_the_name_and_the_labels_that_were_given() {
        assertThat(json(GoldenEvents.SETTINGS))
                .contains(",\"community_id\":\"1:")
                .endsWith(",\"host\":\"web-1.example\",\"labels\":{\"team\":\"edge \\\"é\\\"\","
                        + "\"deployment.environment.name\":\"prod\"}}\n");
        NdjsonEncoder encoder = new NdjsonEncoder(GoldenEvents.SETTINGS);
        encoder.append(1, new ConnectionEvent.Existing(GoldenEvents.TIME, GoldenEvents.LISTENER));
        assertThat(encoder.toByteArray()).asString(StandardCharsets.UTF_8).doesNotContain("community_id");
        assertThat(new EventDecoder()
                        .decode(json(GoldenEvents.SETTINGS))
                        .event()
                        .name())
                .isEqualTo("existing");
    }

    @Test
    void each_step_leaves_the_settings_before_it_as_they_were() {
        EncoderSettings first = EncoderSettings.NONE.withLabel("a", "1");
        EncoderSettings second = first.withLabel("b", "2").withLabel("a", "3");
        assertThat(first.labels()).isEqualTo(Map.of("a", "1"));
        assertThat(second.labels().toString()).isEqualTo("{a=3, b=2}");
        assertThat(EncoderSettings.NONE.labels()).isEmpty();
        Map<String, String> own = new HashMap<>(Map.of("a", "1"));
        EncoderSettings copied = new EncoderSettings(HostIdentity.UNKNOWN, null, own, false);
        own.clear();
        assertThat(copied.labels()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1a", "a b", "a=b", "é", "a\n"})
    void a_key_that_could_not_stand_everywhere_is_refused(String key) {
        assertThatThrownBy(() -> EncoderSettings.NONE.withLabel(key, "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no key of a label")
                .hasMessageNotContaining("\n");
    }

    @Test
    void labels_that_would_leave_no_room_for_an_event_are_refused() {
        assertThatThrownBy(() -> EncoderSettings.NONE.withLabel("a", "é".repeat(65)))
                .hasMessageContaining("label 'a'");
        assertThat(EncoderSettings.NONE.withLabel("a", "é".repeat(64)).labels()).hasSize(1);
        assertThatThrownBy(() -> EncoderSettings.NONE.withLabel("a", "\u001b[2J"))
                .hasMessageNotContaining("\u001b");
        EncoderSettings most = EncoderSettings.NONE;
        for (int i = 0; i < 16; i++) {
            most = most.withLabel("k" + i, "v");
        }
        EncoderSettings full = most;
        assertThatThrownBy(() -> full.withLabel("k16", "v")).hasMessageContaining("17 labels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\u0000", "\u202E"})
    void a_name_of_a_host_is_one_word(String name) {
        assertThatThrownBy(() -> EncoderSettings.NONE.withHostName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is no name of a host");
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void an_encoding_is_found_by_its_name(Encoding encoding) {
        assertThat(Encoding.of(encoding.label())).isSameAs(encoding).hasToString(encoding.label());
        assertThatThrownBy(() -> Encoding.of("xml")).hasMessage("'xml' is none of json, ecs, ocsf, otlp");
    }
}
