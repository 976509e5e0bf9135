package io.connflux.stream.replay.line;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.PlainText;
import io.connflux.model.Protocol;
import io.connflux.stream.decode.EventDecoder;
import io.connflux.stream.replay.line.LineHead.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The events of a recording, line by line, and which connections there are behind each. What is no event is passed over and said. One thread. */
public final class RecordedEvents implements Closeable {

    /** Characters of a line that a message quotes. */
    private static final int LONGEST_QUOTE = 60;

    private final Damages damages = new Damages();
    private final History history = new History(damages);
    private final LineHead head = new LineHead();
    private final EventDecoder decoder = new EventDecoder();
    private final List<RecordedFile> files;
    private @Nullable RecordedLines opened;
    private boolean found;

    /** Those of files, in the order of their times. */
    public RecordedEvents(List<RecordedFile> files) {
        this.files = files;
    }

    private RecordedLines lines() throws IOException {
        RecordedLines known = opened;
        if (known == null) {
            known = new RecordedLines(RecordedOrder.of(files), damages);
            opened = known;
        }
        return known;
    }

    /**
     * Goes to the next line that begins as an event does.
     *
     * @return false at the end
     * @throws IOException where a file cannot be opened, or there is no event in any of them
     */
    public boolean next() throws IOException {
        RecordedLines lines = lines();
        while (lines.next()) {
            try {
                head.read(lines.buffer(), lines.start(), lines.end(), !lines.isLast());
            } catch (JacksonException | IllegalArgumentException e) {
                passOver(lines, e);
                continue;
            }
            found = true;
            history.follow(head, lines.file(), lines.number());
            if (head.kind() != Kind.UNKNOWN) {
                return true;
            }
            damages.line(lines.file(), lines.number(), "an event that this version does not know");
        }
        if (!found) {
            String why = damages.end().stream()
                    .findFirst()
                    .map(Damage::toString)
                    .orElse(files.stream().findFirst().map(RecordedFile::name).orElse("") + " is empty");
            throw new IOException(
                    "no event is in what was recorded: " + why + "; a recording has lines of the format json");
        }
        return false;
    }

    private void passOver(RecordedLines lines, Exception why) {
        history.passOver();
        if (lines.isCut()) {
            return;
        }
        String reason = lines.isLast()
                ? "ends in the middle of an event"
                : "is no event (" + firstLine(why) + "): "
                        + PlainText.of(PlainText.start(
                                text(lines.buffer(), lines.start(), Math.min(lines.end(), lines.start() + 400)),
                                LONGEST_QUOTE));
        damages.line(lines.file(), lines.number(), reason);
    }

    private static String firstLine(Exception why) {
        String message = why.getMessage() == null ? why.toString() : why.getMessage();
        return PlainText.of(message.lines().findFirst().orElse(message));
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** What of the line is known without its connection. */
    public LineHead head() {
        return head;
    }

    /** Whether {@link #next} need not wait for who writes what is read. */
    public boolean isReady() throws IOException {
        return lines().isReady();
    }

    /** The line as an event; null where it is none, which is said. */
    public @Nullable ConnectionEvent event() throws IOException {
        RecordedLines lines = lines();
        try {
            return decoder.decode(text(lines.buffer(), lines.start(), lines.end()))
                    .event();
        } catch (IllegalArgumentException e) {
            damages.line(lines.file(), lines.number(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Has the line's connection in the history, or not there any more. */
    public void take() throws IOException {
        history.take(head, lines());
        if (head.kind() == Kind.BASELINE) {
            history.expect(
                    counts().values().stream().mapToLong(Integer::longValue).sum());
        }
    }

    /** How many connections the last baseline counted, for each protocol that there was. */
    public Map<Protocol, Integer> counts() {
        HeldLine line = history.baseline();
        return line != null && decoded(line) instanceof ConnectionEvent.Baseline baseline
                ? baseline.connections()
                : Map.of();
    }

    /** The protocols that there were at the last baseline. */
    public Set<Protocol> protocols() {
        return counts().keySet();
    }

    /** A line of the history as an event; null where it is none, which is said. */
    public @Nullable ConnectionEvent decoded(HeldLine held) {
        try {
            return decoder.decode(held.text()).event();
        } catch (IllegalArgumentException e) {
            damages.line(held.file(), held.number(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** A connection of the history as one that is there at a time; null where its line is no event. */
    public ConnectionEvent.@Nullable Existing existing(HeldLine held, Instant time) {
        return decoded(held) instanceof ConnectionEvent.Change change
                ? new ConnectionEvent.Existing(time, change.connection())
                : null;
    }

    public History history() {
        return history;
    }

    public Damages damages() {
        return damages;
    }

    /** The file and the line where it stands. */
    public String file() {
        RecordedLines lines = opened;
        return lines == null ? "" : lines.file();
    }

    @Override
    public void close() throws IOException {
        RecordedLines lines = opened;
        if (lines != null) {
            lines.close();
        }
    }
}
