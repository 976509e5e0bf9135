package io.connflux.cli.options.value;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 127.0.0.1:7411}, {@code [::1]:7411} or {@code :7411}. */
public final class ListenOption implements ITypeConverter<ListenOption.Address> {

    public record Address(String host, int port) {}

    @Override
    public Address convert(String value) {
        int colon = value.lastIndexOf(':');
        String port = value.substring(colon + 1);
        if (colon < 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new TypeConversionException("'" + value + "' is no address and port such as 127.0.0.1:7411");
        }
        String host = value.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Address(host.isEmpty() ? "127.0.0.1" : host, Integer.parseInt(port));
    }
}
