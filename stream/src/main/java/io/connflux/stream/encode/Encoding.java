package io.connflux.stream.encode;

import io.connflux.model.PlainText;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A schema of lines. */
public enum Encoding {
    /** Connflux's own, the only one that is read again. */
    JSON("json"),
    /** Elastic Common Schema. */
    ECS("ecs"),
    /** Open Cybersecurity Schema Framework. */
    OCSF("ocsf"),
    /** OpenTelemetry's log records, in the JSON form of OTLP. */
    OTLP("otlp");

    private final String label;

    Encoding(String label) {
        this.label = label;
    }

    /** The name on the command line and in a URL. */
    public String label() {
        return label;
    }

    /**
     * The one with a name.
     *
     * @throws IllegalArgumentException where there is none; the message has those that there are
     */
    public static Encoding of(String label) {
        for (Encoding encoding : values()) {
            if (encoding.label.equals(label)) {
                return encoding;
            }
        }
        throw new IllegalArgumentException("'" + PlainText.of(label) + "' is none of "
                + Arrays.stream(values()).map(Encoding::label).collect(Collectors.joining(", ")));
    }

    /** A new encoder, without lines. */
    public EventEncoder encoder(EncoderSettings settings) {
        return switch (this) {
            case JSON -> new NdjsonEncoder(settings);
            case ECS -> new EcsEncoder(settings);
            case OCSF -> new OcsfEncoder(settings);
            case OTLP -> new OtlpEncoder(settings);
        };
    }

    @Override
    public String toString() {
        return label;
    }
}
