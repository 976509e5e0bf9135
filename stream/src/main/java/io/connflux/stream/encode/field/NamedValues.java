package io.connflux.stream.encode.field;

/** Names with values, in the form that a schema has for them. */
public interface NamedValues {

    /** What follows belongs to this name, as far as {@link #end}. */
    void begin(Name name);

    void end();

    void number(Name name, long value);

    /** A number with that many digits behind its point. */
    void decimal(Name name, long whole, int fraction, int digits);

    void text(Name name, String value);

    /** A text that needs no escape. */
    void plain(Name name, byte[] value);

    void flag(Name name, boolean value);
}
