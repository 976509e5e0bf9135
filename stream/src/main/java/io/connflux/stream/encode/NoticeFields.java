package io.connflux.stream.encode;

import io.connflux.event.ConnectionEvent;
import io.connflux.event.StreamCounters;
import io.connflux.model.Protocol;
import io.connflux.model.RowProblem;
import io.connflux.stream.Resumption;
import io.connflux.stream.json.JsonBytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a notice has beside its name, number and time. */
final class NoticeFields {

    private final JsonBytes out;

    NoticeFields(JsonBytes out) {
        this.out = out;
    }

    void append(ConnectionEvent.Notice notice, @Nullable Resumption resumption) {
        if (notice instanceof ConnectionEvent.Baseline e) {
            baseline(e.connections());
            resumption(resumption);
        } else if (notice instanceof ConnectionEvent.Lost e) {
            key("reason").string(e.reason());
            key("count").number(e.count());
        } else if (notice instanceof ConnectionEvent.Unreadable e) {
            RowProblem problem = e.problem();
            key("reason").string(problem.reason());
            key("count").number(e.count());
            key("file").string(problem.file());
            key("line").number(problem.line());
            key("column").number(problem.column());
            key("text").string(problem.text());
        } else if (notice instanceof ConnectionEvent.Stats e) {
            stats(e.counters());
        }
    }

    private void baseline(Map<Protocol, Integer> connections) {
        key("connections").character('{');
        String separator = "\"";
        for (Map.Entry<Protocol, Integer> entry : connections.entrySet()) {
            out.ascii(separator).ascii(entry.getKey().label()).ascii("\":").number(entry.getValue());
            separator = ",\"";
        }
        out.character('}');
    }

    private void resumption(@Nullable Resumption resumption) {
        if (resumption == null) {
            return;
        }
        key("resume").string(resumption.token());
        Boolean resumed = resumption.resumed();
        if (resumed != null) {
            key("resumed").ascii(resumed.toString());
        }
    }

    private void stats(StreamCounters c) {
        key("counters").ascii("{\"polls\":").number(c.polls());
        key("rows").number(c.rows());
        key("repeated").number(c.repeated());
        key("suspected").number(c.suspected());
        key("reprieved").number(c.reprieved());
        key("unreadable").number(c.unreadable());
        key("skipped").number(c.skipped());
        key("coalesced").number(c.coalesced());
        long micros = c.pollTime().toNanos() / 1_000;
        key("poll_ms").number(micros / 1_000).character('.').padded((int) (micros % 1_000), 3);
        key("opens_seen").number(c.opensSeen());
        Long counted = c.opensCounted();
        if (counted != null) {
            key("opens_counted").number(counted);
        }
        Double coverage = c.coverage();
        if (coverage != null) {
            long parts = Math.round(coverage * 10_000);
            key("coverage").number(parts / 10_000).character('.').padded((int) (parts % 10_000), 4);
        }
        if (c.clockSteps() > 0) {
            key("clock_steps").number(c.clockSteps());
            key("clock_stepped_ms").number(c.clockStepped().toMillis());
        }
        out.character('}');
    }

    private JsonBytes key(String name) {
        return out.ascii(",\"").ascii(name).ascii("\":");
    }
}
