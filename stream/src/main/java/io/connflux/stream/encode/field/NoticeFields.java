package io.connflux.stream.encode.field;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.stream.Resumption;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a notice has beside its name, number and time. */
public final class NoticeFields {

    private static final Name CONNECTIONS = Name.own("connections");
    private static final Name[] COUNTED = Stream.of(Protocol.values())
            .map(protocol -> Name.own("connections." + protocol.label()))
            .toArray(Name[]::new);
    private static final Name RESUME = Name.own("resume");
    private static final Name RESUMED = Name.own("resumed");
    private static final Name REASON = Name.own("reason");
    private static final Name COUNT = Name.own("count");
    private static final Name FILE = Name.own("file");
    private static final Name LINE = Name.own("line");
    private static final Name COLUMN = Name.own("column");
    private static final Name TEXT = Name.own("text");
    private static final Name COUNTERS = Name.own("counters");
    private static final Name POLLS = counter("polls");
    private static final Name ROWS = counter("rows");
    private static final Name REPEATED = counter("repeated");
    private static final Name SUSPECTED = counter("suspected");
    private static final Name REPRIEVED = counter("reprieved");
    private static final Name UNREADABLE = counter("unreadable");
    private static final Name SKIPPED = counter("skipped");
    private static final Name COALESCED = counter("coalesced");
    private static final Name POLL_MS = counter("poll_ms");
    private static final Name OPENS_SEEN = counter("opens_seen");
    private static final Name OPENS_COUNTED = counter("opens_counted");
    private static final Name OPENS_MISSED = counter("opens_missed");
    private static final Name COVERAGE = counter("coverage");
    private static final Name OBSERVATIONS_LOST = counter("observations_lost");
    private static final Name OBSERVATIONS_UNPLACED = counter("observations_unplaced");
    private static final Name CLOCK_STEPS = counter("clock_steps");
    private static final Name CLOCK_STEPPED_MS = counter("clock_stepped_ms");

    private NoticeFields() {}

    private static Name counter(String name) {
        return Name.own("counters." + name);
    }

    /** One line for people; of trouble its reason. */
    public static String message(ConnectionEvent.Notice notice) {
        if (notice instanceof ConnectionEvent.Lost lost) {
            return lost.reason();
        } else if (notice instanceof ConnectionEvent.Unreadable unreadable) {
            return unreadable.problem().reason();
        }
        return notice instanceof ConnectionEvent.Stats
                ? "the stream's counters"
                : "all connections that there are have been told; changes follow";
    }

    /** Whether something could not be seen. */
    public static boolean isTrouble(ConnectionEvent.Notice notice) {
        return notice instanceof ConnectionEvent.Lost || notice instanceof ConnectionEvent.Unreadable;
    }

    /** Adds all that it has. */
    public static void append(ConnectionEvent.Notice notice, @Nullable Resumption resumption, NamedValues out) {
        if (notice instanceof ConnectionEvent.Baseline e) {
            baseline(e.connections(), out);
            if (resumption != null) {
                resumption(resumption, out);
            }
        } else if (notice instanceof ConnectionEvent.Lost e) {
            out.text(REASON, e.reason());
            out.number(COUNT, e.count());
        } else if (notice instanceof ConnectionEvent.Unreadable e) {
            RowProblem problem = e.problem();
            out.text(REASON, problem.reason());
            out.number(COUNT, e.count());
            out.text(FILE, problem.file());
            out.number(LINE, problem.line());
            out.number(COLUMN, problem.column());
            out.text(TEXT, problem.text());
        } else if (notice instanceof ConnectionEvent.Stats e) {
            out.begin(COUNTERS);
            stats(e.counters(), out);
            out.end();
        }
    }

    private static void baseline(Map<Protocol, Integer> connections, NamedValues out) {
        out.begin(CONNECTIONS);
        connections.forEach((protocol, count) -> out.number(COUNTED[protocol.ordinal()], count));
        out.end();
    }

    private static void resumption(Resumption resumption, NamedValues out) {
        out.text(RESUME, resumption.token());
        Boolean resumed = resumption.resumed();
        if (resumed != null) {
            out.flag(RESUMED, resumed);
        }
    }

    private static void stats(StreamCounters c, NamedValues out) {
        out.number(POLLS, c.polls());
        out.number(ROWS, c.rows());
        out.number(REPEATED, c.repeated());
        out.number(SUSPECTED, c.suspected());
        out.number(REPRIEVED, c.reprieved());
        out.number(UNREADABLE, c.unreadable());
        out.number(SKIPPED, c.skipped());
        out.number(COALESCED, c.coalesced());
        long micros = c.pollTime().toNanos() / 1_000;
        out.decimal(POLL_MS, micros / 1_000, (int) (micros % 1_000), 3);
        out.number(OPENS_SEEN, c.opensSeen());
        Long counted = c.opensCounted();
        if (counted != null) {
            out.number(OPENS_COUNTED, counted);
        }
        Long missed = c.opensMissed();
        if (missed != null && missed > 0) {
            out.number(OPENS_MISSED, missed);
        }
        Double coverage = c.coverage();
        if (coverage != null) {
            long parts = Math.round(coverage * 10_000);
            out.decimal(COVERAGE, parts / 10_000, (int) (parts % 10_000), 4);
        }
        if (c.observationsLost() > 0) {
            out.number(OBSERVATIONS_LOST, c.observationsLost());
        }
        if (c.observationsUnplaced() > 0) {
            out.number(OBSERVATIONS_UNPLACED, c.observationsUnplaced());
        }
        if (c.clockSteps() > 0) {
            out.number(CLOCK_STEPS, c.clockSteps());
            out.number(CLOCK_STEPPED_MS, c.clockStepped().toMillis());
        }
    }
}
