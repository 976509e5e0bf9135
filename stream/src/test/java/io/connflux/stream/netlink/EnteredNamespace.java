package io.connflux.stream.netlink;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotSource;
import java.io.IOException;

/** A source that is read in the network namespace of another process: the reading thread enters it, and leaves it again. */
public final class EnteredNamespace implements SnapshotSource {

    private static final int O_RDONLY = 0;
    private static final int CLONE_NEWNET = 0x40000000;

    private final long pid;
    private final SnapshotSource source;

    private EnteredNamespace(long pid, SnapshotSource source) {
        this.pid = pid;
        this.source = source;
    }

    private static final class Calls {

        static {
            Native.register(Calls.class, Platform.C_LIBRARY_NAME);
        }

        static native int open(String path, int flags) throws LastErrorException;

        static native int setns(int descriptor, int kind) throws LastErrorException;

        static native int close(int descriptor) throws LastErrorException;
    }

    /** Skips the test where this user may not enter it. */
    public static SnapshotSource of(long pid, SnapshotSource source) throws IOException {
        in(pid, () -> null);
        return new EnteredNamespace(pid, source);
    }

    /** What a call gives that is made there. Skips the test where this user may not enter it. */
    public static <T> T in(long pid, Call<T> what) throws IOException {
        try {
            return call(pid, what);
        } catch (LastErrorException e) {
            assumeTrue(false, "the network namespace of a process may not be entered here: " + e.getMessage());
            throw e;
        }
    }

    @Override
    public Snapshot read() throws IOException {
        return call(pid, source::read);
    }

    /** Made in another namespace. */
    public interface Call<T> {
        T call() throws IOException;
    }

    private static <T> T call(long pid, Call<T> what) throws IOException {
        int own = Calls.open("/proc/thread-self/ns/net", O_RDONLY);
        int other = Calls.open("/proc/" + pid + "/ns/net", O_RDONLY);
        try {
            Calls.setns(other, CLONE_NEWNET);
            try {
                return what.call();
            } finally {
                Calls.setns(own, CLONE_NEWNET);
            }
        } finally {
            Calls.close(own);
            Calls.close(other);
        }
    }
}
