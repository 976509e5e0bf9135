package io.connflux.stream.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** RFC 3339 in UTC with milliseconds. All events of a poll have the same time, so the last text is kept. */
final class TimeText {

    private Instant last = Instant.MIN;
    private byte[] text = new byte[0];

    byte[] of(Instant time) {
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
            bytes.padded(utc.getMinute(), 2)
                    .character(':')
                    .padded(utc.getSecond(), 2)
                    .character('.');
            bytes.padded(utc.getNano() / 1_000_000, 3).character('Z');
            text = new String(bytes.array(), 0, bytes.length(), StandardCharsets.US_ASCII)
                    .getBytes(StandardCharsets.US_ASCII);
            last = time;
        }
        return text;
    }
}
