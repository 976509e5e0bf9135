package io.connflux.stream.snapshot;

import io.connflux.model.Address;
import io.connflux.table.SocketTable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows as CFEngine sees them ({@code GetNetworkingConnections} and {@code NetworkingPortsPostProcessInfo} in its {@code
 * libenv/unix_iface.c}): whatever its pattern accepts, in the order of the file, repeated rows too.
 */
final class CfengineRows {

    private static final Pattern ROW =
            Pattern.compile("^\\s*\\d+:\\s+([0-9A-F]+):([0-9A-F]+)\\s+([0-9A-F]+):([0-9A-F]+)\\s+([0-9]+)");

    private static final String[] STATES = {
        "UNKNOWN",
        "ESTABLISHED",
        "SYN_SENT",
        "SYN_RECV",
        "FIN_WAIT1",
        "FIN_WAIT2",
        "TIME_WAIT",
        "CLOSE",
        "CLOSE_WAIT",
        "LAST_ACK",
        "LISTEN",
        "CLOSING"
    };

    private final boolean rightToLeft;
    private final boolean reversed;
    private final SnapshotFormat.Rows rows;

    CfengineRows(boolean rightToLeft, ByteOrder byteOrder, SnapshotFormat.Rows rows) {
        this.rightToLeft = rightToLeft;
        this.reversed = byteOrder == ByteOrder.LITTLE_ENDIAN;
        this.rows = rows;
    }

    void write(SocketTable table) throws IOException {
        int problem = 0;
        for (int row = 0; row <= table.size(); row++) {
            while (problem < table.problems().size() && table.problemPlace(problem) == row) {
                unreadable(table.problems().get(problem++).text());
            }
            if (row < table.size() && table.hasSlot(row)) {
                readable(table, row);
            }
        }
    }

    /** One with its slot number: without it CFEngine's pattern does not match. */
    private void readable(SocketTable table, int row) throws IOException {
        int number = table.stateNumber(row);
        // CFEngine takes the decimal digits that the two hex digits begin with; a row without one it does not see.
        int high = number >>> 4;
        int low = number & 0xF;
        if (high > 9) {
            return;
        }
        int state = low > 9 ? high : 10 * high + low;
        rows.row(
                text(table.local(row)),
                table.localPort(row),
                text(table.remote(row)),
                table.remotePort(row),
                state < STATES.length ? STATES[state] : "UNKNOWN");
    }

    /** A row that is damaged behind its state is one to CFEngine all the same. */
    private void unreadable(String line) throws IOException {
        Matcher row = ROW.matcher(line);
        if (!row.find()
                || row.group(1).length() != row.group(3).length()
                || row.group(5).length() > 4) {
            return;
        }
        int length = row.group(1).length();
        if ((length != 8 && length != 32)
                || row.group(2).length() > 8
                || row.group(4).length() > 8) {
            return;
        }
        int state = Integer.parseInt(row.group(5));
        rows.row(
                text(printed(row.group(1))),
                Long.parseLong(row.group(2), 16),
                text(printed(row.group(3))),
                Long.parseLong(row.group(4), 16),
                state < STATES.length ? STATES[state] : "UNKNOWN");
    }

    private Address printed(String digits) {
        if (digits.length() == 8) {
            return Address.ipv4((int) word(digits, 0));
        }
        return Address.ipv6((word(digits, 0) << 32) | word(digits, 8), (word(digits, 16) << 32) | word(digits, 24));
    }

    private long word(String digits, int at) {
        int word = Integer.parseUnsignedInt(digits.substring(at, at + 8), 16);
        return (reversed ? Integer.reverseBytes(word) : word) & 0xFFFFFFFFL;
    }

    private String text(Address address) {
        if (!address.ipv6()) {
            return address.toString();
        }
        StringBuilder text = new StringBuilder(40);
        for (int i = 0; i < 8; i++) {
            int group = rightToLeft ? 7 - i : i;
            long half = asPrinted(group < 4 ? address.high() : address.low());
            text.append(i == 0 ? "" : ":")
                    .append(Integer.toHexString((int) (half >>> (48 - 16 * (group & 3))) & 0xFFFF));
        }
        return text.toString();
    }

    private long asPrinted(long half) {
        if (!reversed) {
            return half;
        }
        long high = Integer.reverseBytes((int) (half >>> 32)) & 0xFFFFFFFFL;
        return (high << 32) | (Integer.reverseBytes((int) half) & 0xFFFFFFFFL);
    }
}
