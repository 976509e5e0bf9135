package io.connflux.procfs;

import io.connflux.model.Protocol;
import io.connflux.model.SocketTableBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of a socket file, column by column in the order of the header line:
 *
 * <pre>
 * sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 * </pre>
 *
 * <p>The columns' order is the kernel's contract, their widths are not ({@code get_tcp4_sock} in {@code net/ipv4/tcp_ipv4.c},
 * {@code get_tcp6_sock} in {@code net/ipv6/tcp_ipv6.c}, {@code udp4_format_sock} in {@code net/ipv4/udp.c}). The first thing
 * that is wrong is kept with its place; what follows is read all the same, and thrown away.
 */
final class SocketRow {

    /** How far behind a line's end reading can run when the line is damaged: all fixed-width columns of an IPv6 row. */
    static final int OVERRUN = 256;

    /** Columns of a socket at rest, which most sockets of most hosts are. */
    private static final long[] AT_REST = {
        Digits.ascii("00000000"), Digits.ascii(":0000000"), Digits.ascii("0 00:000"), Digits.ascii("00000 00")
    };

    private final boolean ipv6;
    private final boolean tcp;
    private final boolean reversed;

    private byte[] text = new byte[0];
    private int at;
    private int wrongAt;
    private @Nullable String wrong;

    /** @param reversed whether the host prints the bytes of each address word in reverse, as a little-endian one does */
    SocketRow(Protocol protocol, boolean reversed) {
        this.ipv6 = protocol.isIpv6();
        this.tcp = protocol.isTcp();
        this.reversed = reversed;
    }

    /** Adds the row that begins at {@code start} to the table; false where something is wrong with it. */
    boolean read(byte[] line, int start, SocketTableBuilder table) {
        text = line;
        at = start;
        wrong = null;

        spaces();
        decimal("the slot number");
        character(':');
        space();
        long localHigh = ipv6 ? half() : 0;
        long localLow = ipv6 ? half() : word();
        character(':');
        int localPort = (int) hex4("a port of four hex digits");
        space();
        long remoteHigh = ipv6 ? half() : 0;
        long remoteLow = ipv6 ? half() : word();
        character(':');
        int remotePort = (int) hex4("a port of four hex digits");
        space();
        int state = (int) hex2("a state of two hex digits");
        space();

        long txQueue = 0;
        long rxQueue = 0;
        long timer = 0;
        long when = 0;
        long retransmits = 0;
        boolean atRest = atRest();
        if (atRest) {
            at += 38;
        } else {
            txQueue = hex8("tx_queue of eight hex digits");
            character(':');
            rxQueue = hex8("rx_queue of eight hex digits");
            space();
            timer = hex2("a timer of two hex digits");
            character(':');
            when = hex8("tm->when of eight hex digits");
            space();
            retransmits = hex8("retrnsmt of eight hex digits");
        }
        space();
        long uid = decimal("a uid");
        if (uid > 0xFFFFFFFFL) {
            wrong(at - 1, "a uid below 2^32");
        }
        space();
        long timeout = decimal("a timeout");
        if (timeout > Integer.MAX_VALUE) {
            wrong(at - 1, "a timeout below 2^31");
        }
        space();
        long inode = decimal("an inode");
        // Without this a line cut within the inode would pass for another socket.
        space();
        long drops = tcp ? 0 : drops();

        if (wrong != null) {
            return false;
        }
        table.row(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        table.identity(state, uid, inode);
        if (!atRest || (timeout | drops) != 0) {
            table.activity(txQueue, rxQueue, (int) timer, when, retransmits, timeout, drops);
        }
        return true;
    }

    /** Where the row that was read last stopped being right. */
    int wrongAt() {
        return wrongAt;
    }

    /** What should have stood there. */
    String expected() {
        return wrong == null ? "nothing else" : wrong;
    }

    private boolean atRest() {
        return Digits.eight(text, at) == AT_REST[0]
                && Digits.eight(text, at + 8) == AT_REST[1]
                && Digits.eight(text, at + 16) == AT_REST[2]
                && Digits.eight(text, at + 24) == AT_REST[3]
                && Digits.eight(text, at + 30) == AT_REST[0];
    }

    private long drops() {
        decimal("ref");
        space();
        while (text[at] > ' ') {
            at++;
        }
        space();
        return decimal("drops") & 0xFFFFFFFFL;
    }

    private long half() {
        long high = word();
        return (high << 32) | word();
    }

    private long word() {
        long word = hex8("an address of hex digits");
        return reversed ? Integer.reverseBytes((int) word) & 0xFFFFFFFFL : word;
    }

    private long hex8(String expected) {
        long value = Digits.hex8(text, at);
        if (value < 0) {
            wrongDigit(8, expected);
        }
        at += 8;
        return value;
    }

    private long hex4(String expected) {
        long value = Digits.hex4(text, at);
        if (value < 0) {
            wrongDigit(4, expected);
        }
        at += 4;
        return value;
    }

    private long hex2(String expected) {
        long value = Digits.hex2(text, at);
        if (value < 0) {
            wrongDigit(2, expected);
        }
        at += 2;
        return value;
    }

    private long decimal(String expected) {
        long value = 0;
        int start = at;
        int digit;
        while ((digit = text[at] - '0') >= 0 && digit <= 9) {
            value = value * 10 + digit;
            at++;
        }
        // 18 digits cannot overflow, and the longest real one, an inode, has 20 only beyond 10^19 sockets.
        if (at == start || at - start > 18) {
            wrong(start, expected + " of 1 to 18 decimal digits");
        }
        return value;
    }

    private void character(char expected) {
        if (text[at] != expected) {
            wrong(at, "'" + expected + "'");
        }
        at++;
    }

    private void space() {
        if (text[at] != ' ') {
            wrong(at, "a space");
        }
        spaces();
    }

    private void spaces() {
        while (text[at] == ' ') {
            at++;
        }
    }

    private void wrongDigit(int digits, String expected) {
        for (int i = 0; i < digits; i++) {
            if (Character.digit(text[at + i], 16) < 0) {
                wrong(at + i, expected);
                return;
            }
        }
    }

    private void wrong(int where, String expected) {
        if (wrong == null) {
            wrongAt = where;
            wrong = expected;
        }
    }
}
