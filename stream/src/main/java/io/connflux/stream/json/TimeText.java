package io.connflux.stream.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/** RFC 3339 in UTC. All events of a poll have the same time, so the last text is kept; a new one makes no garbage. */
public final class TimeText {

    private static final int SECONDS_OF_DAY = 86_400;
    private static final int TIME_AT = 11;
    private static final int FRACTION_AT = 20;

    /** Of a time in whole seconds, where a fraction is left out then. */
    private final byte[] whole = "0000-00-00T00:00:00Z".getBytes(StandardCharsets.US_ASCII);

    private final byte[] fine;
    private final int fractionDigits;
    private final int nanosOfDigit;
    private byte[] text;
    private Instant last = Instant.MIN;
    private long day = Long.MIN_VALUE;

    private TimeText(String form, int nanosOfDigit) {
        fine = form.getBytes(StandardCharsets.US_ASCII);
        fractionDigits = fine.length - FRACTION_AT - 1;
        this.nanosOfDigit = nanosOfDigit;
        text = fine;
    }

    /** With milliseconds. */
    public static TimeText ofMillis() {
        return new TimeText("0000-00-00T00:00:00.000Z", 1_000_000);
    }

    /** With hundredths of a second, but for whole seconds: of a time that may be known no better. */
    public static TimeText ofHundredths() {
        return new TimeText("0000-00-00T00:00:00.00Z", 10_000_000);
    }

    /** ASCII, to be copied before the next call. */
    public byte[] of(Instant time) {
        if (!time.equals(last)) {
            long seconds = time.getEpochSecond();
            int nanos = time.getNano();
            boolean isWhole = fractionDigits == 2 && nanos == 0;
            text = isWhole ? whole : fine;
            date(Math.floorDiv(seconds, (long) SECONDS_OF_DAY));
            int second = Math.floorMod(seconds, SECONDS_OF_DAY);
            int minute = second / 60;
            pair(text, minute / 60, TIME_AT);
            pair(text, minute % 60, TIME_AT + 3);
            pair(text, second % 60, TIME_AT + 6);
            if (!isWhole) {
                digits(text, nanos / nanosOfDigit, fractionDigits, FRACTION_AT);
            }
            last = time;
        }
        return text;
    }

    private void date(long epochDay) {
        if (epochDay != day) {
            LocalDate date = LocalDate.ofEpochDay(epochDay);
            date(whole, date);
            date(fine, date);
            day = epochDay;
        }
    }

    private static void date(byte[] text, LocalDate date) {
        digits(text, date.getYear(), 4, 0);
        pair(text, date.getMonthValue(), 5);
        pair(text, date.getDayOfMonth(), 8);
    }

    private static void pair(byte[] text, int value, int at) {
        text[at] = (byte) ('0' + value / 10);
        text[at + 1] = (byte) ('0' + value % 10);
    }

    private static void digits(byte[] text, int value, int count, int at) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
