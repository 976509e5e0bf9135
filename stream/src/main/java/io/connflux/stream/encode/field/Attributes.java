package io.connflux.stream.encode.field;

import io.connflux.model.OwnerProcess;
import io.connflux.stream.json.JsonBytes;
import io.connflux.stream.json.OwnerFields;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * As attributes of OpenTelemetry in the JSON form of OTLP, where a whole number is a string of digits. One has the names of all
 * around it in its own.
 */
public final class Attributes implements NamedValues {

    private static final byte[] TEXT = ascii("stringValue\":");
    private static final byte[] NUMBER = ascii("intValue\":\"");
    private static final byte[] DECIMAL = ascii("doubleValue\":");
    private static final byte[] TRUE = ascii("boolValue\":true");
    private static final byte[] FALSE = ascii("boolValue\":false");
    private static final byte[] END = ascii("}}");
    private static final byte[] END_QUOTED = ascii("\"}}");

    private static final Name PROCESSES = Name.own("processes");
    private static final Name LEFT_OUT = Name.own("processes_left_out");
    private static final byte[] LIST = ascii("arrayValue\":{\"values\":[");
    private static final byte[] LIST_END = ascii("]}}}");
    private static final byte[] FIRST_PID =
            ascii("{\"kvlistValue\":{\"values\":[{\"key\":\"pid\",\"value\":{\"intValue\":\"");
    private static final byte[] NEXT_PID =
            ascii(",{\"kvlistValue\":{\"values\":[{\"key\":\"pid\",\"value\":{\"intValue\":\"");
    private static final byte[] PROCESS_NAME = ascii("\"}},{\"key\":\"name\",\"value\":{\"stringValue\":");
    private static final byte[] PROCESS_END = ascii("}}]}}");

    private final JsonBytes out;
    private boolean first;

    public Attributes(JsonBytes out) {
        this.out = out;
    }

    /** The next attribute is the first of a list. */
    public void start() {
        first = true;
    }

    @Override
    public void begin(Name name) {}

    @Override
    public void end() {}

    @Override
    public void number(Name name, long value) {
        key(name).raw(NUMBER).number(value).raw(END_QUOTED);
    }

    @Override
    public void decimal(Name name, long whole, int fraction, int digits) {
        key(name)
                .raw(DECIMAL)
                .number(whole)
                .character('.')
                .padded(fraction, digits)
                .raw(END);
    }

    @Override
    public void text(Name name, String value) {
        text(name, value, 0);
    }

    /** The end of a text. */
    public void text(Name name, String value, int from) {
        key(name).raw(TEXT).string(value, from).raw(END);
    }

    @Override
    public void plain(Name name, byte[] value) {
        key(name).raw(TEXT).character('"').raw(value).raw(END_QUOTED);
    }

    @Override
    public void flag(Name name, boolean value) {
        key(name).raw(value ? TRUE : FALSE).raw(END);
    }

    /**
     * Adds the pid and the name of each process of a socket that several hold, the first among them; as many as a line has room for,
     * and how many are left out.
     */
    public void processes(List<OwnerProcess> processes) {
        if (processes.size() == 1) {
            return;
        }
        int told = Math.min(processes.size(), OwnerFields.MOST_PROCESSES);
        key(PROCESSES).raw(LIST);
        for (int i = 0; i < told; i++) {
            out.raw(i == 0 ? FIRST_PID : NEXT_PID).number(processes.get(i).pid());
            out.raw(PROCESS_NAME).string(processes.get(i).name()).raw(PROCESS_END);
        }
        out.raw(LIST_END);
        if (told < processes.size()) {
            number(LEFT_OUT, processes.size() - (long) told);
        }
    }

    /** Begins an attribute, whose type and value come next. */
    public JsonBytes key(Name name) {
        byte[] attribute = name.attribute();
        int comma = first ? 1 : 0;
        first = false;
        return out.raw(attribute, comma, attribute.length - comma);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
