package io.connflux.procfs;

import io.connflux.model.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that looks like {@code /proc}, written by a test. */
public record ProcTree(Path root) {

    public static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    /** A row as the kernel prints it, without its padding. */
    public static String row(int slot, int localPort, int state, long inode) {
        return String.format(
                "%4d: 0100007F:%04X 0200007F:01BB %02X 00000000:00000000 00:00000000 00000000  1000        0 %d 1"
                        + " 00000000a32e7b21 20 0 0 10 -1%n",
                slot, localPort, state, inode);
    }

    public ProcTree write(Protocol protocol, String text) {
        return write(protocol, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    ProcTree write(Protocol protocol, byte[] bytes) {
        try {
            Files.createDirectories(root.resolve("net"));
            Files.write(root.resolve("net").resolve(protocol.label()), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcTree delete(Protocol protocol) {
        try {
            Files.deleteIfExists(root.resolve("net").resolve(protocol.label()));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
