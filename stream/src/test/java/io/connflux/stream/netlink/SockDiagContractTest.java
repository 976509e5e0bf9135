package io.connflux.stream.netlink;

import io.connflux.fixture.SnapshotSourceContract;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class SockDiagContractTest implements SnapshotSourceContract {

    private static HeldSockets host;

    @BeforeAll
    static void hold() throws Exception {
        host = HeldSockets.of(HeldSockets.AT_REST);
    }

    @AfterAll
    static void let_go() {
        if (host != null) {
            host.close();
        }
    }

    @Override
    public SnapshotSource source() throws IOException {
        return EnteredNamespace.of(host.pid(), SockDiagSource.ofThisHost());
    }
}
