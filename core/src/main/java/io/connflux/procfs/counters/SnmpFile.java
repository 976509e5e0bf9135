package io.connflux.procfs.counters;

import io.connflux.table.KernelCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code Tcp:} pair of lines in {@code /proc/net/snmp}: names, then values ({@code snmp_seq_show_tcp_udp} in {@code net/ipv4/proc.c}). */
public final class SnmpFile {

    private SnmpFile() {}

    /** The counters, or null where the file or one of the fields is not there: they only serve to tell what was missed. */
    public static @Nullable KernelCounters read(Path path) {
        try {
            List<String> lines = Files.readAllLines(path).stream()
                    .filter(line -> line.startsWith("Tcp:"))
                    .toList();
            if (lines.size() < 2) {
                return null;
            }
            List<String> names = Arrays.asList(lines.get(0).split(" "));
            String[] values = lines.get(1).split(" ");
            return new KernelCounters(
                    value(names, values, "ActiveOpens"),
                    value(names, values, "PassiveOpens"),
                    value(names, values, "AttemptFails"),
                    value(names, values, "EstabResets"));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return null;
        }
    }

    private static long value(List<String> names, String[] values, String name) {
        return Long.parseLong(values[names.indexOf(name)]);
    }
}
