package io.connflux.track;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.RowProblem;
import io.connflux.table.SocketTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is told of lines of a file that could not be read. */
final class UnreadableNotices {

    /** Notices at once of one file; further lines are one notice with a count. Too high lets a damaged file fill the stream. */
    private static final int MOST = 10;

    private UnreadableNotices() {}

    /** @param known texts of lines that have been told of */
    static List<ConnectionEvent> of(SocketTable table, Set<String> known, Instant time) {
        List<RowProblem> fresh = new ArrayList<>();
        for (RowProblem problem : table.problems()) {
            if (!known.contains(problem.text())) {
                fresh.add(problem);
            }
        }
        int withoutText = table.problemCount() - table.problems().size();
        List<ConnectionEvent> notices = new ArrayList<>();
        for (int i = 0; i < Math.min(fresh.size(), MOST); i++) {
            long count = i == MOST - 1 ? fresh.size() - i + withoutText : 1;
            notices.add(new ConnectionEvent.Unreadable(time, count, fresh.get(i)));
        }
        return notices;
    }
}
