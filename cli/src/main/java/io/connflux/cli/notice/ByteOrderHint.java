package io.connflux.cli.notice;

import io.connflux.model.Address;
import io.connflux.table.Snapshot;
import io.connflux.table.SocketTable;
import java.io.PrintStream;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Says once that addresses look reversed: files that were captured on a host of another byte order have {@code 1.0.0.127} where it
 * had {@code 127.0.0.1}, and nothing else shows it.
 */
public final class ByteOrderHint implements Notice {

    private static final Address REVERSED_LOOPBACK = Address.ipv4(0x0100007F);
    private static final Address REVERSED_LOOPBACK6 = Address.ipv6(0, 0x01000000L);

    private final PrintStream err;
    private boolean looked;

    public ByteOrderHint(PrintStream err) {
        this.err = err;
    }

    @Override
    public void see(Snapshot snapshot) {
        // Once: it is the same for all that come, and a look at each row of a great table takes its time.
        if (!looked && snapshot.size() > 0) {
            looked = true;
            Address reversed = reversed(snapshot);
            if (reversed != null) {
                String other = snapshot.byteOrder() == ByteOrder.BIG_ENDIAN ? "little" : "big";
                err.println("connflux: the address " + reversed
                        + " looks reversed: if these files are those of a host of the"
                        + " other byte order, say '--byte-order " + other + "'");
            }
        }
    }

    /** One of this host's addresses that is loopback when it is reversed, where none is loopback as it stands. */
    private static @Nullable Address reversed(Snapshot snapshot) {
        Address found = null;
        for (SocketTable table : snapshot.tables()) {
            for (int row = 0; row < table.size(); row++) {
                Address local = table.local(row);
                if (isLoopback(local)) {
                    return null;
                }
                found = local.equals(REVERSED_LOOPBACK) || local.equals(REVERSED_LOOPBACK6) ? local : found;
            }
        }
        return found;
    }

    private static boolean isLoopback(Address address) {
        return address.ipv6() ? address.high() == 0 && address.low() == 1 : (address.low() & 0xFFFFFFFFL) >>> 24 == 127;
    }
}
