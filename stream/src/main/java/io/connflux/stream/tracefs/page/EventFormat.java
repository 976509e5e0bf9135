package io.connflux.stream.tracefs.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a kernel says of one kind of event in its {@code format}, or of its pages in {@code header_page}. Kernels differ in both.
 *
 * @param file that says it
 * @param id the number that such an entry begins with; -1 for pages, which have none
 * @param fields by name
 */
public record EventFormat(Path file, int id, Map<String, Field> fields) {

    private static final Pattern ID = Pattern.compile("(?m)^ID:\\s*([0-9]{1,5})\\s*$");
    private static final Pattern FIELD = Pattern.compile(
            "field:[^;]*?([A-Za-z_]\\w*)(?:\\[[^\\];]*\\])?;\\s*offset:([0-9]{1,6});\\s*size:([0-9]{1,6});");

    /** Keeps a copy. */
    public EventFormat {
        fields = Map.copyOf(fields);
    }

    /**
     * Reads such a file.
     *
     * @throws IOException where it cannot be read
     */
    public static EventFormat read(Path file) throws IOException {
        String text = TraceText.read(file);
        Map<String, Field> fields = new HashMap<>();
        Matcher each = FIELD.matcher(text);
        while (each.find()) {
            fields.put(each.group(1), new Field(Integer.parseInt(each.group(2)), Integer.parseInt(each.group(3))));
        }
        Matcher id = ID.matcher(text);
        return new EventFormat(file, id.find() ? Integer.parseInt(id.group(1)) : -1, fields);
    }

    /**
     * Where a field stands.
     *
     * @param sizes that it may have
     * @throws IOException where it is absent, or has another size
     */
    public Field field(String name, int... sizes) throws IOException {
        Field field = fields.get(name);
        if (field == null) {
            throw new IOException(file + " has no field " + name + "; this kernel's trace cannot be read");
        }
        for (int size : sizes) {
            if (field.size() == size) {
                return field;
            }
        }
        throw new IOException(
                file + " has a field " + name + " of " + field.size() + " bytes; this kernel's trace cannot be read");
    }
}
