package io.connflux.stream.encode;

import io.connflux.model.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What every line says beside its event. Immutable: each step gives other settings.
 *
 * @param host what the host calls itself, for the schemas that have a place for it; {@link Encoding#JSON} has none
 * @param hostName the name that the host is to be called by, in all schemas; null where its own is good enough
 * @param labels in their order, at most 16 of them
 * @param communityId whether the schemas without a field for Community ID, {@link Encoding#JSON} and {@link Encoding#OTLP}, say it
 *     too; the others always do
 */
public record EncoderSettings(
        HostIdentity host, @Nullable String hostName, Map<String, String> labels, boolean communityId) {

    /** Nothing beside the event. */
    public static final EncoderSettings NONE = new EncoderSettings(HostIdentity.UNKNOWN, null, Map.of(), false);

    /** With more, or longer ones, there would be lines without room for an event. */
    private static final int MOST_LABELS = 16;

    /** Bytes of a value. */
    private static final int LONGEST_LABEL = 128;

    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]{0,62}");

    /** @throws IllegalArgumentException where a name or a label is none; the message is for people */
    public EncoderSettings {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        if (hostName != null && !HostIdentity.isName(hostName)) {
            throw new IllegalArgumentException("'" + shown(hostName) + "' is no name of a host");
        }
        if (labels.size() > MOST_LABELS) {
            throw new IllegalArgumentException(labels.size() + " labels are more than " + MOST_LABELS);
        }
        labels.forEach(EncoderSettings::check);
    }

    private static void check(String key, String value) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("'" + shown(key)
                    + "' is no key of a label: a letter or _, then at most 62 of" + " letters, digits and _ . / -");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > LONGEST_LABEL
                || !value.codePoints().allMatch(PlainText::isPlain)) {
            throw new IllegalArgumentException("the value of label '" + key + "' is not plain text of at most "
                    + LONGEST_LABEL + " bytes: '" + shown(value) + "'");
        }
    }

    private static String shown(String text) {
        return PlainText.of(PlainText.start(text, LONGEST_LABEL));
    }

    /** The same of a host that calls itself so. */
    public EncoderSettings withHost(HostIdentity identity) {
        return new EncoderSettings(identity, hostName, labels, communityId);
    }

    /** The same with a name for the host. */
    public EncoderSettings withHostName(@Nullable String name) {
        return new EncoderSettings(host, name, labels, communityId);
    }

    /** The same with one label more, or another value of one. */
    public EncoderSettings withLabel(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(labels);
        more.put(key, value);
        return new EncoderSettings(host, hostName, more, communityId);
    }

    /** The same with or without Community ID. */
    public EncoderSettings withCommunityId(boolean said) {
        return new EncoderSettings(host, hostName, labels, said);
    }

    /** The name given, else the host's own; null where neither is known. */
    @Nullable
    String knownName() {
        return hostName != null ? hostName : host.name();
    }
}
