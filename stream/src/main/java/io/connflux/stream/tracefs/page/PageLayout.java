package io.connflux.stream.tracefs.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel's pages look like.
 *
 * @param stamp the time of a page
 * @param commit how much of it is used, and whether events were lost before it
 * @param data where its entries are; its size is that of the memory for them
 */
public record PageLayout(Field stamp, Field commit, Field data) {

    /** How entries are packed, without spaces; it has been so since 2.6.32. What {@link TracePage} takes for granted. */
    private static final List<String> PACKING = List.of(
            "type_len:5bits",
            "time_delta:27bits",
            "array:32bits",
            "padding:type==29",
            "time_extend:type==30",
            "datamaxtype_len==28");

    /**
     * Reads {@code header_page} and {@code header_event}.
     *
     * @param events the folder in which they are
     * @throws IOException where they cannot be read, or say what no kernel has said yet
     */
    public static PageLayout read(Path events) throws IOException {
        Path packing = events.resolve("header_event");
        String packed = TraceText.read(packing).replaceAll("[ \t]", "");
        for (String said : PACKING) {
            if (!packed.contains(said)) {
                throw new IOException(packing + " does not say " + said + "; this kernel's trace cannot be read");
            }
        }
        EventFormat page = EventFormat.read(events.resolve("header_page"));
        Field data = page.fields().getOrDefault("data", new Field(0, 0));
        return new PageLayout(
                page.field("timestamp", Long.BYTES),
                page.field("commit", Integer.BYTES, Long.BYTES),
                page.field("data", data.size()));
    }

    /** The bytes of a page. */
    public int size() {
        return data.end();
    }
}
