package io.connflux.cli.notice;

import io.connflux.procfs.RawRecorder;
import io.connflux.table.Snapshot;
import java.io.PrintStream;

/** Says that what is read is not kept any more: who waits for a fault would wait in vain. */
public final class RawNotices implements Notice {

    private final RawRecorder recorder;
    private final PrintStream err;
    private boolean told;

    public RawNotices(RawRecorder recorder, PrintStream err) {
        this.recorder = recorder;
        this.err = err;
    }

    @Override
    public void see(Snapshot snapshot) {
        String problem = recorder.problem();
        if (problem != null && !told) {
            told = true;
            err.println("connflux: --raw: " + problem);
        }
    }
}
