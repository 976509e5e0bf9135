package io.connflux.procfs.row;

import io.connflux.model.Connection;
import io.connflux.table.SocketTableBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The columns behind the state of an {@link UnusualRow}: words with a colon are the queues and the timer, the others follow in order. */
final class UnusualColumns {

    private static final Pattern SIGNED = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern POINTER = Pattern.compile("(0x)?[0-9A-Fa-f]{8,16}|\\(.*\\)");
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

    private static final int RETRANSMITS = 0;
    private static final int UID = 1;
    private static final int TIMEOUT = 2;
    private static final int INODE = 3;
    private static final int POINTER_AT = 5;
    private static final int DROPS = 6;

    private final List<UnusualRow.Word> pairs = new ArrayList<>();
    private final List<UnusualRow.Word> singles = new ArrayList<>();
    private final List<UnusualRow.Fault> faults;
    private final int end;
    private boolean ended;

    UnusualColumns(List<UnusualRow.Word> words, int end, List<UnusualRow.Fault> faults) {
        words.forEach(word -> (word.text().contains(":") ? pairs : singles).add(word));
        this.end = end;
        this.faults = faults;
    }

    /** Whether a line that has no end may have been cut before its inode, or within it. */
    boolean mayBeCut() {
        return singles.size() <= INODE || singles.get(INODE).end() == end;
    }

    void addTo(SocketTableBuilder table, int state, boolean hasDrops) {
        UnusualRow.Word queues = pair(false);
        UnusualRow.Word timer = pair(true);
        long txQueue = hex("tx_queue", queues, 0);
        long rxQueue = hex("rx_queue", queues, 1);
        long tr = hex("tr", timer, 0);
        long when = hex("tm->when", timer, 1);
        boolean complete = !lacksOne();
        if (!complete) {
            absent("retrnsmt, uid, timeout, inode and ref before the pointer", single(RETRANSMITS));
        }
        long retransmits = complete ? hex("retrnsmt", single(RETRANSMITS), 0) : 0;
        long uid = complete
                ? decimal("a uid", UID, Integer.MIN_VALUE, UNSIGNED_INT, Connection.UNKNOWN_UID)
                : Connection.UNKNOWN_UID;
        long timeout = complete ? decimal("a timeout", TIMEOUT, 0, Integer.MAX_VALUE, 0) : 0;
        long inode = complete ? decimal("an inode", INODE, 0, Long.MAX_VALUE, 0) : 0;
        long drops = hasDrops && complete ? decimal("drops", DROPS, Integer.MIN_VALUE, UNSIGNED_INT, 0) : 0;
        table.identity(state, uid, inode);
        table.activity(txQueue, rxQueue, (int) Math.min(tr, 0xFF), when, retransmits, timeout, drops);
    }

    /** Whether one of the numbers before the pointer is missing: then nobody can tell which. */
    private boolean lacksOne() {
        return !isPointer(POINTER_AT) && isPointer(POINTER_AT - 1);
    }

    private boolean isPointer(int index) {
        UnusualRow.Word word = single(index);
        return word != null && POINTER.matcher(word.text()).matches();
    }

    private UnusualRow.@Nullable Word single(int index) {
        return index < singles.size() ? singles.get(index) : null;
    }

    /** The timer has two digits before its colon, the queues eight. */
    private UnusualRow.@Nullable Word pair(boolean timer) {
        for (UnusualRow.Word word : pairs) {
            if ((word.text().indexOf(':') <= 2) == timer) {
                return word;
            }
        }
        return null;
    }

    private long hex(String column, UnusualRow.@Nullable Word word, int part) {
        String[] parts = word == null ? new String[0] : word.text().split(":", -1);
        if (part >= parts.length || !UnusualRow.isHex(parts[part], 1, 16)) {
            absent(column + " in hex digits", word);
            return 0;
        }
        long value = Long.parseUnsignedLong(parts[part], 16);
        // Sixteen digits are those of a timer that was due, and its time below 0.
        return value < 0 ? 0 : Math.min(value, UNSIGNED_INT);
    }

    private long decimal(String column, int index, long least, long most, long otherwise) {
        UnusualRow.Word word = single(index);
        if (word != null && SIGNED.matcher(word.text()).matches()) {
            long value = Long.parseLong(word.text());
            if (value >= least && value <= most) {
                return value;
            }
        }
        absent(column + " in decimal digits", word);
        return otherwise;
    }

    /** Once for all columns where the row ends early. */
    private void absent(String column, UnusualRow.@Nullable Word word) {
        if (word != null || !ended) {
            faults.add(new UnusualRow.Fault(
                    column, word == null ? end : word.at(), "expected " + column + "; the row counts without it"));
            ended |= word == null;
        }
    }
}
