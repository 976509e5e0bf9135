package io.connflux.stream.encode.field;

import java.nio.charset.StandardCharsets;

/** The name of a value, as bytes in the form that each schema needs, so that a line makes none. */
public final class Name {

    /** What Connflux calls its own where a schema has no name. */
    private static final String OWN = "connflux.";

    private final byte[] member;
    private final byte[] attribute;

    private Name(String member, String attribute) {
        this.member = (",\"" + member + "\":").getBytes(StandardCharsets.US_ASCII);
        this.attribute = (",{\"key\":\"" + attribute + "\",\"value\":{\"").getBytes(StandardCharsets.US_ASCII);
    }

    /** One of Connflux's own, {@code netns.inode} for example: {@code inode} inside of {@code netns}. */
    public static Name own(String path) {
        return new Name(path.substring(path.lastIndexOf('.') + 1), OWN + path);
    }

    /** One of OpenTelemetry's. */
    public static Name attribute(String name) {
        return new Name(name, name);
    }

    /** As a member of a JSON object, with the comma before it. */
    byte[] member() {
        return member;
    }

    /** As an attribute of OpenTelemetry, with the comma before it, up to its type. */
    byte[] attribute() {
        return attribute;
    }
}
