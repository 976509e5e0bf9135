package io.connflux.process;

import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import io.connflux.model.SocketState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A host of fake processes with a search in them, for each test anew. */
abstract class SearchedHost {

    @TempDir
    Path root;

    FakeProcesses host;
    OwnerSearch search;

    @BeforeEach
    void begin() throws IOException {
        host = new FakeProcesses(root);
        search = OwnerSearch.at(host.proc());
    }

    /** Searches with all the time there is. */
    void poll() {
        search.follow(host.snapshot(), () -> false);
    }

    /** Searches with no time at all, which is one turn. */
    void pollInHaste() {
        search.follow(host.snapshot(), () -> true);
    }

    Owner owner(long inode) {
        return owner(inode, SocketState.ESTABLISHED);
    }

    Owner owner(long inode, SocketState state) {
        return search.owner(inode, state);
    }

    /** The processes that hold it, which somebody does. */
    List<OwnerProcess> holders(long inode) {
        return ((Owner.Held) owner(inode)).processes();
    }

    /** The oldest of them. */
    OwnerProcess holder(long inode) {
        return holders(inode).get(0);
    }

    List<Integer> pids(long inode) {
        return holders(inode).stream().map(OwnerProcess::pid).toList();
    }
}
