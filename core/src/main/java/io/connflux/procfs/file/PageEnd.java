package io.connflux.procfs.file;

/**
 * Tells by the lengths of reads whether the kernel has met the end of a file.
 *
 * <p>{@code seq_read_iter} in {@code fs/seq_file.c} prints whole rows into one page until the next does not fit, the reader's buffer
 * is full, or there is no next. So a read that lacks more than a row of the page, and of what was asked for, is the last one. Page
 * sizes differ (4 to 64 KiB); the longest read tells this one's.
 */
final class PageEnd {

    /** Pages are multiples of this on every architecture. */
    private static final int SMALLEST_PAGE = 4 * 1024;

    /** What any row of its kind has at least: the header alone, or a short IPv6 row, tells too little of the others. */
    private static final int SHORTEST_ROW = 128;

    /**
     * How much longer than all rows so far the next one may be. Too low, and a table ends before a long row; too high, and a table
     * whose last page is nearly full is walked once more: 190 bytes are less than what a page with one TCP row too few lacks.
     */
    private static final int LONGER_ROW = 40;

    private int page;
    private boolean met;

    void begin() {
        page = SMALLEST_PAGE;
        met = false;
    }

    /**
     * Looks at one read.
     *
     * @param asked how many bytes were asked for
     * @param count how many came
     * @param printedBefore how many of these were the rest of a row that an earlier read had no room for: they are beside the page
     * @param longestLine the longest line so far
     */
    void read(int asked, int count, int printedBefore, int longestLine) {
        int printed = count - printedBefore;
        page = Math.max(page, (printed + SMALLEST_PAGE - 1) / SMALLEST_PAGE * SMALLEST_PAGE);
        met = count < asked && printed < page - Math.max(longestLine, SHORTEST_ROW) - LONGER_ROW;
    }

    /** Whether the last read ended for want of rows. */
    boolean isMet() {
        return met;
    }
}
