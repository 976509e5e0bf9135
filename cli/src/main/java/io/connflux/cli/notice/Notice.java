package io.connflux.cli.notice;

import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.util.List;

/** Something that is said on standard error where a snapshot shows it, once. */
public interface Notice {

    /** Looks at a snapshot; says what it has to say the first time. One thread at a time. */
    void see(Snapshot snapshot);

    /** A source whose snapshots are looked at before anybody else has them. */
    static SnapshotSource over(SnapshotSource source, List<Notice> notices) {
        return () -> {
            Snapshot snapshot = source.read();
            notices.forEach(notice -> notice.see(snapshot));
            return snapshot;
        };
    }
}
