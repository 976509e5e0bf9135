package io.connflux.stream.netlink.dump;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many buckets the kernel's hash table of TCP connections has. */
public final class HashBuckets {

    /** Of the namespace of the thread that reads it; negative where it is the one that namespaces share. Since Linux 6.1. */
    private static final Path SETTING = Path.of("/proc/sys/net/ipv4/tcp_ehash_entries");

    /** As if it were one, which may be full at once. */
    public static final int UNKNOWN = 1;

    private HashBuckets() {}

    /** Their number, or {@link #UNKNOWN}. */
    public static int count() {
        byte[] digits = new byte[32];
        try (InputStream file = Files.newInputStream(SETTING)) {
            // In one read: the kernel gives a setting's first part alone to who asks for less than all of it.
            int length = Math.max(0, file.read(digits));
            String text = new String(digits, 0, length, StandardCharsets.US_ASCII);
            return Math.max(UNKNOWN, Math.abs(Integer.parseInt(text.trim())));
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN;
        }
    }
}
