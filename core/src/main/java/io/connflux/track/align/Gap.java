package io.connflux.track.align;

import io.connflux.table.SocketTable;
import java.util.Set;

/** The place in a new table where an older row should have been: between the nearest rows above and below that are there. */
public final class Gap {

    private final Alignment alignment;
    private final SocketTable older;
    private final SocketTable newer;
    private final Set<String> oldProblems;

    private int from = 0;
    private int to = -1;
    private int above;
    private int below;

    /** @param oldProblems texts of lines that could not be read in the older table either, and so cannot hide one of its rows */
    public Gap(Alignment alignment, SocketTable older, SocketTable newer, Set<String> oldProblems) {
        this.alignment = alignment;
        this.older = older;
        this.newer = newer;
        this.oldProblems = oldProblems;
    }

    /** Looks at the gap that an older row's place (between two older rows) has become. Cheap for places in ascending order. */
    public void at(int olderAbove, int olderBelow) {
        if (olderAbove >= from && olderBelow <= to) {
            return;
        }
        int up = olderAbove;
        while (up >= 0 && alignment.newerOf(up) == Alignment.NONE) {
            up--;
        }
        int down = olderBelow;
        while (down < older.size() && alignment.newerOf(down) == Alignment.NONE) {
            down++;
        }
        from = up;
        to = down;
        above = up < 0 ? -1 : alignment.newerOf(up);
        below = down >= older.size() ? newer.size() : alignment.newerOf(down);
    }

    /** Looks at the whole table, of a row that has no place. */
    public void anywhere() {
        from = 0;
        to = -1;
        above = -1;
        below = newer.size();
    }

    public int above() {
        return above;
    }

    public int below() {
        return below;
    }

    public boolean hasSeam() {
        return newer.seamBetween(above, below);
    }

    public boolean hasProblem() {
        return newer.problemBetween(above, below);
    }

    /** Whether a line in the gap could be read at the last poll and cannot now. */
    public boolean hasNewProblem() {
        for (int i = 0; i < newer.problemCount(); i++) {
            int place = newer.problemPlace(i);
            if (place > above
                    && place <= below
                    && (i >= newer.problems().size()
                            || !oldProblems.contains(newer.problems().get(i).text()))) {
                return true;
            }
        }
        return false;
    }
}
