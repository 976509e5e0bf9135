package io.connflux.procfs.row;

import io.connflux.model.Protocol;
import io.connflux.table.SocketTableBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A line that is not as today's kernels print it, word by word. The addresses, ports and the state make it a row, and the inode
 * where there is one; of the other columns it takes what can be read, and leaves out the rest. So it reads what older kernels and
 * other implementations of {@code /proc} print: {@code uid} and {@code drops} with a sign, no {@code drops} (before 2.6.27), {@code
 * tm->when} as 16 digits where the timer was due (before 3.7), nothing behind the inode, tabs.
 */
public final class UnusualRow {

    /** Words of a line that are looked at; a TCP row of today has 17. */
    private static final int MAX_WORDS = 24;

    private static final Pattern SLOT = Pattern.compile("\\d+:");

    private final Protocol protocol;
    private final boolean reversed;
    private final List<Word> words;
    private final int end;
    private final List<Fault> faults = new ArrayList<>();

    /** A word of the line, and the index of its first byte. */
    record Word(String text, int at) {
        int end() {
            return at + text.length();
        }
    }

    /**
     * Something that is not as it should be.
     *
     * @param column what is missing because of it
     * @param at the index of the byte
     * @param reason what was expected there
     */
    public record Fault(String column, int at, String reason) {}

    public UnusualRow(Protocol protocol, boolean reversed, byte[] text, int start, int end) {
        this.protocol = protocol;
        this.reversed = reversed;
        this.words = words(text, start, end);
        this.end = end;
    }

    /** Whether a first line names the columns, as the kernel's does. */
    public static boolean isHeader(byte[] text, int start, int end) {
        List<Word> words = words(text, start, end);
        return !words.isEmpty()
                && (words.get(0).text().equals("sl")
                        || words.stream().anyMatch(word -> word.text().equals("local_address")));
    }

    /**
     * Adds it to the table.
     *
     * @param whole whether the line has its end: one that was cut within the inode would pass for another socket
     * @return false where it is no row; {@link #faults} then says why
     */
    public boolean addTo(SocketTableBuilder table, boolean whole) {
        int local = isAddress(0) && isAddress(1) ? 0 : 1;
        String state = word(local + 2);
        if (!isAddress(local) || !isAddress(local + 1) || !isHex(state, 2, 2)) {
            faults.add(noRow(local));
            return false;
        }
        UnusualColumns columns = new UnusualColumns(words.subList(local + 3, words.size()), end, faults);
        if (!whole && columns.mayBeCut()) {
            faults.add(new Fault("", end, "expected the end of the line"));
            return false;
        }
        table.row(high(local), low(local), port(local), high(local + 1), low(local + 1), port(local + 1));
        if (local != 1 || !SLOT.matcher(word(0)).matches()) {
            table.withoutSlot();
            faults.add(new Fault("sl", words.get(0).at(), "expected a slot number; the row counts without it"));
        }
        columns.addTo(table, Integer.parseInt(state, 16), !protocol.isTcp());
        return true;
    }

    /** What is missing of a row; of a line that is none the one thing that makes it so. */
    public List<Fault> faults() {
        return faults;
    }

    static boolean isHex(String word, int least, int most) {
        return word.length() >= least
                && word.length() <= most
                && word.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }

    private static List<Word> words(byte[] text, int start, int end) {
        List<Word> words = new ArrayList<>(MAX_WORDS);
        int at = start;
        while (words.size() < MAX_WORDS) {
            while (at < end && isBlank(text[at])) {
                at++;
            }
            int from = at;
            while (at < end && !isBlank(text[at])) {
                at++;
            }
            if (from == at) {
                break;
            }
            words.add(new Word(new String(text, from, at - from, StandardCharsets.ISO_8859_1), from));
        }
        return words;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /** Empty where the line has no such word. */
    private String word(int index) {
        return index < words.size() ? words.get(index).text() : "";
    }

    private int digits() {
        return protocol.isIpv6() ? 32 : 8;
    }

    private boolean isAddress(int index) {
        String word = word(index);
        return word.length() == digits() + 5
                && isHex(word.substring(0, digits()), digits(), digits())
                && word.charAt(digits()) == ':'
                && isHex(word.substring(digits() + 1), 4, 4);
    }

    private long high(int index) {
        return protocol.isIpv6() ? (part(index, 0) << 32) | part(index, 8) : 0;
    }

    private long low(int index) {
        return protocol.isIpv6() ? (part(index, 16) << 32) | part(index, 24) : part(index, 0);
    }

    private long part(int index, int at) {
        int part = Integer.parseUnsignedInt(word(index).substring(at, at + 8), 16);
        return (reversed ? Integer.reverseBytes(part) : part) & 0xFFFFFFFFL;
    }

    private int port(int index) {
        return Integer.parseInt(word(index).substring(digits() + 1), 16);
    }

    /** The first byte that does not fit a row. */
    private Fault noRow(int local) {
        for (int index = local; index < local + 3; index++) {
            String form = index == local + 2 ? "--" : "-".repeat(digits()) + ":====";
            String word = word(index);
            for (int i = 0; i <= Math.max(form.length(), word.length()); i++) {
                char expected = i < form.length() ? form.charAt(i) : ' ';
                char found = i < word.length() ? word.charAt(i) : ' ';
                boolean digit = expected == '-' || expected == '=';
                boolean fits = digit ? isHex(String.valueOf(found), 1, 1) : found == expected;
                if (!fits) {
                    int at = index < words.size() ? words.get(index).at() + i : end;
                    return new Fault("", at, "expected " + expected(expected, index == local + 2));
                }
            }
        }
        return new Fault("", end, "expected the next column");
    }

    private static String expected(char form, boolean state) {
        return switch (form) {
            case '-' -> state ? "a state of two hex digits" : "an address of hex digits";
            case '=' -> "a port of four hex digits";
            case ':' -> "':'";
            default -> "a space";
        };
    }
}
