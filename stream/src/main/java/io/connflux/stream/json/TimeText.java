package io.connflux.stream.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** RFC 3339 in UTC. All events of a poll have the same time, so the last text is kept. */
public final class TimeText {

    private final boolean hundredths;
    private Instant last = Instant.MIN;
    private byte[] text = new byte[0];

    private TimeText(boolean hundredths) {
        this.hundredths = hundredths;
    }

    /** With milliseconds. */
    public static TimeText ofMillis() {
        return new TimeText(false);
    }

    /** With hundredths of a second, but for whole seconds: of a time that may be known no better. */
    static TimeText ofHundredths() {
        return new TimeText(true);
    }

    public byte[] of(Instant time) {
        if (!time.equals(last)) {
            ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
            JsonBytes bytes = new JsonBytes();
            bytes.padded(utc.getYear(), 4)
                    .character('-')
                    .padded(utc.getMonthValue(), 2)
                    .character('-');
            bytes.padded(utc.getDayOfMonth(), 2)
                    .character('T')
                    .padded(utc.getHour(), 2)
                    .character(':');
            bytes.padded(utc.getMinute(), 2).character(':').padded(utc.getSecond(), 2);
            if (!hundredths) {
                bytes.character('.').padded(utc.getNano() / 1_000_000, 3);
            } else if (utc.getNano() != 0) {
                bytes.character('.').padded(utc.getNano() / 10_000_000, 2);
            }
            bytes.character('Z');
            text = new String(bytes.array(), 0, bytes.length(), StandardCharsets.US_ASCII)
                    .getBytes(StandardCharsets.US_ASCII);
            last = time;
        }
        return text;
    }
}
