package io.connflux.procfs.row;

import io.connflux.model.Protocol;
import io.connflux.table.SocketTableBuilder;

/**
 * Reads one line of a socket file, column by column in the order of the header line:
 *
 * <pre>
 * sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 * </pre>
 *
 * <p>The columns' order is the kernel's contract, their widths are not ({@code get_tcp4_sock} in {@code net/ipv4/tcp_ipv4.c},
 * {@code get_tcp6_sock} in {@code net/ipv6/tcp_ipv6.c}, {@code udp4_format_sock} in {@code net/ipv4/udp.c}). After the first thing
 * that is not as today's kernels print it the rest is read all the same, and thrown away; an {@link UnusualRow} is the next to try.
 */
public final class SocketRow {

    /** How far behind a line's end reading can run when the line is damaged: all fixed-width columns of an IPv6 row. */
    public static final int OVERRUN = 256;

    /** Columns of a socket at rest, which most sockets of most hosts are. */
    private static final long[] AT_REST = {
        Digits.ascii("00000000"), Digits.ascii(":0000000"), Digits.ascii("0 00:000"), Digits.ascii("00000 00")
    };

    private final boolean ipv6;
    private final boolean tcp;
    private final boolean reversed;

    private byte[] text = new byte[0];
    private int at;
    private boolean wrong;

    /** @param reversed whether the host prints the bytes of each address word in reverse, as a little-endian one does */
    public SocketRow(Protocol protocol, boolean reversed) {
        this.ipv6 = protocol.isIpv6();
        this.tcp = protocol.isTcp();
        this.reversed = reversed;
    }

    /** Adds the row that begins at {@code start} to the table; false where something in it is unusual. */
    public boolean read(byte[] line, int start, SocketTableBuilder table) {
        text = line;
        at = start;
        wrong = false;

        spaces();
        slot();
        character(':');
        space();
        long localHigh = ipv6 ? half() : 0;
        long localLow = ipv6 ? half() : word();
        character(':');
        int localPort = (int) hex4();
        space();
        long remoteHigh = ipv6 ? half() : 0;
        long remoteLow = ipv6 ? half() : word();
        character(':');
        int remotePort = (int) hex4();
        space();
        int state = (int) hex2();
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
            txQueue = hex8();
            character(':');
            rxQueue = hex8();
            space();
            timer = hex2();
            character(':');
            when = hex8();
            space();
            retransmits = hex8();
        }
        space();
        long uid = decimal();
        wrong |= uid > 0xFFFFFFFFL;
        space();
        long timeout = decimal();
        wrong |= timeout > Integer.MAX_VALUE;
        space();
        long inode = decimal();
        // Without this a line cut within the inode would pass for another socket.
        space();
        long drops = tcp ? 0 : drops();

        if (wrong) {
            return false;
        }
        table.row(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        table.identity(state, uid, inode);
        if (!atRest || (timeout | drops) != 0) {
            table.activity(txQueue, rxQueue, (int) timer, when, retransmits, timeout, drops);
        }
        return true;
    }

    /** Where the row stands in the table, which is no part of it. */
    private void slot() {
        decimal();
    }

    private boolean atRest() {
        return Digits.eight(text, at) == AT_REST[0]
                && Digits.eight(text, at + 8) == AT_REST[1]
                && Digits.eight(text, at + 16) == AT_REST[2]
                && Digits.eight(text, at + 24) == AT_REST[3]
                && Digits.eight(text, at + 30) == AT_REST[0];
    }

    private long drops() {
        // ref
        decimal();
        space();
        // pointer
        while (text[at] > ' ') {
            at++;
        }
        space();
        return decimal() & 0xFFFFFFFFL;
    }

    private long half() {
        long high = word();
        return (high << 32) | word();
    }

    private long word() {
        long word = hex8();
        return reversed ? Integer.reverseBytes((int) word) & 0xFFFFFFFFL : word;
    }

    private long hex8() {
        long value = Digits.hex8(text, at);
        wrong |= value < 0;
        at += 8;
        return value;
    }

    private long hex4() {
        long value = Digits.hex4(text, at);
        wrong |= value < 0;
        at += 4;
        return value;
    }

    private long hex2() {
        long value = Digits.hex2(text, at);
        wrong |= value < 0;
        at += 2;
        return value;
    }

    private long decimal() {
        long value = 0;
        int start = at;
        int digit;
        while ((digit = text[at] - '0') >= 0 && digit <= 9) {
            value = value * 10 + digit;
            at++;
        }
        // 18 digits cannot overflow, and the longest real one, an inode, has 20 only beyond 10^19 sockets.
        wrong |= at == start || at - start > 18;
        return value;
    }

    private void character(char expected) {
        wrong |= text[at] != expected;
        at++;
    }

    private void space() {
        wrong |= text[at] != ' ';
        spaces();
    }

    private void spaces() {
        while (text[at] == ' ') {
            at++;
        }
    }
}
