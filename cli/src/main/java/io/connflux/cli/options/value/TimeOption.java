package io.connflux.cli.options.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time of RFC 3339, such as {@code 2026-11-24T10:00:00Z}; without a zone it is this machine's local time. */
public final class TimeOption implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String value) {
        String text = value.replaceFirst("^(\\d{4,}-\\d\\d-\\d\\d)[ t_]", "$1T");
        try {
            return text.matches(".*(?:[zZ]|[+-]\\d\\d:?\\d\\d)$") && text.indexOf('T') > 0
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + value + "' is no time such as 2026-11-24T10:00:00Z, or"
                    + " 2026-11-24T10:00:00 for local time");
        }
    }
}
