package io.connflux.filter.value;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of ports: the names of services, and from where to where it gives ports out by itself. Nothing is read before it
 * is asked for, and then anew each time.
 *
 * @param services a file of the form of {@code /etc/services}; null where there is none
 * @param range a file of the form of {@code /proc/sys/net/ipv4/ip_local_port_range}; null where there is none
 */
public record HostPorts(@Nullable Path services, @Nullable Path range) {

    /** Those of the machine that this runs on. */
    public static final HostPorts OF_THIS_HOST = beside(Path.of("/proc"));

    /** No names, and the kernel's range where nobody has set another. */
    public static final HostPorts UNKNOWN = new HostPorts(null, null);

    /** {@code inet_init_net} in {@code net/ipv4/af_inet.c}. */
    private static final Numbers USUAL_RANGE = Numbers.range(32768, 60999);

    /** That of Debian has 13 kB, that of IANA 700. What is behind the end of a file that is larger is not read. */
    private static final int MOST_BYTES = 4 << 20;

    private static final Pattern SERVICE =
            Pattern.compile("(\\S+)\\s+([0-9]{1,5})/[a-z]+((?:\\s+[^\\s#]+)*)\\s*(?:#.*)?");
    private static final Pattern RANGE = Pattern.compile("\\s*([0-9]{1,5})\\s+([0-9]{1,5})\\s*");

    /** Those of the host whose {@code /proc} it is: {@code /host/etc/services} for {@code /host/proc}. */
    public static HostPorts beside(Path proc) {
        Path parent = proc.toAbsolutePath().getParent();
        return new HostPorts(
                parent == null ? null : parent.resolve("etc/services"),
                proc.resolve("sys/net/ipv4/ip_local_port_range"));
    }

    /** The ports of each service, by name and by each other name that it has; empty where there is no file. */
    public Map<String, Numbers> named() {
        Map<String, Numbers> named = new TreeMap<>();
        for (String line : text(services).orElse("").split("\n", -1)) {
            Matcher service = SERVICE.matcher(line.strip());
            if (service.matches() && !line.startsWith("#")) {
                Numbers port = Numbers.of(Integer.parseInt(service.group(2)));
                for (String name : (service.group(1) + service.group(3)).split("\\s+", -1)) {
                    named.merge(name, port, Numbers::and);
                }
            }
        }
        return named;
    }

    /** The ports that the host gives out by itself, to who asks for any. */
    public Numbers ephemeral() {
        Matcher range = RANGE.matcher(text(this.range).orElse(""));
        if (range.matches()) {
            int low = Integer.parseInt(range.group(1));
            int high = Integer.parseInt(range.group(2));
            if (low <= high && high <= 0xFFFF) {
                return Numbers.range(low, high);
            }
        }
        return USUAL_RANGE;
    }

    private static Optional<String> text(@Nullable Path file) {
        if (file == null) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Without the file there are numbers, and no names.
            return Optional.empty();
        }
    }
}
