package io.connflux.stream.tracefs.entry;

import io.connflux.stream.tracefs.page.PageLayout;
import io.connflux.stream.tracefs.page.TracePage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Pages of a real kernel, which the resources have with what it said of them. */
final class CapturedPages {

    /** What they have. */
    private static final Set<TraceEvent> TOLD = EnumSet.of(
            TraceEvent.STATE_CHANGE, TraceEvent.RESET_RECEIVED, TraceEvent.RESET_SENT, TraceEvent.ERROR_REPORT);

    final Path events;
    final TracePage page;
    final EntryDecoder decoder;
    /** Events of any kind in what was decoded last. */
    int seen;

    CapturedPages() throws IOException {
        events = resource("events");
        page = new TracePage(PageLayout.read(events), ByteOrder.LITTLE_ENDIAN);
        decoder = EntryDecoder.read(events, TOLD, new ThreadOwners(Path.of("/nowhere"), 0));
    }

    static byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(resource(name));
    }

    private static Path resource(String name) throws IOException {
        try {
            return Path.of(CapturedPages.class
                    .getResource("/io/connflux/stream/tracefs/" + name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    List<TraceEntry> decode(byte[] bytes) throws IOException {
        page.bytes().clear();
        page.bytes().put(bytes, 0, Math.min(bytes.length, page.bytes().capacity()));
        page.begin();
        List<TraceEntry> all = new ArrayList<>();
        seen = 0;
        while (page.next()) {
            seen++;
            TraceEntry entry = decoder.decode(page);
            if (entry != null) {
                all.add(entry);
            }
        }
        return all;
    }
}
