package io.connflux.cli.options.value;

import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code little} or {@code big}. */
public final class ByteOrderOption implements ITypeConverter<ByteOrder> {

    /** What a shell offers. */
    public static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("little", "big").iterator();
        }
    }

    @Override
    public ByteOrder convert(String value) {
        return switch (value) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new TypeConversionException("'" + value + "' is none of little, big");
        };
    }
}
