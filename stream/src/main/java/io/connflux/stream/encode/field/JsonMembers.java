package io.connflux.stream.encode.field;

import io.connflux.stream.json.JsonBytes;

/** As the members of JSON objects. */
public final class JsonMembers implements NamedValues {

    private final JsonBytes out;

    /** Whether the next member is the first of its object, before which no comma stands. */
    private boolean first;

    public JsonMembers(JsonBytes out) {
        this.out = out;
    }

    /** The next member is the first of an object. */
    public void start() {
        first = true;
    }

    @Override
    public void begin(Name name) {
        key(name).character('{');
        first = true;
    }

    @Override
    public void end() {
        out.character('}');
        first = false;
    }

    @Override
    public void number(Name name, long value) {
        key(name).number(value);
    }

    @Override
    public void decimal(Name name, long whole, int fraction, int digits) {
        key(name).number(whole).character('.').padded(fraction, digits);
    }

    @Override
    public void text(Name name, String value) {
        key(name).string(value);
    }

    @Override
    public void plain(Name name, byte[] value) {
        key(name).character('"').raw(value).character('"');
    }

    @Override
    public void flag(Name name, boolean value) {
        key(name).ascii(value ? "true" : "false");
    }

    private JsonBytes key(Name name) {
        byte[] member = name.member();
        int comma = first ? 1 : 0;
        first = false;
        return out.raw(member, comma, member.length - comma);
    }
}
