package io.connflux.procfs;

import io.connflux.fixture.SnapshotSourceContract;
import io.connflux.model.Protocol;
import io.connflux.table.NamespaceSelection;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.io.TempDir;

/** All network namespaces of a host, read through its processes. */
class NamespacesContractTest implements SnapshotSourceContract.OfFiles {

    @TempDir
    private Path directory;

    @Override
    public SnapshotSource source() throws IOException {
        FakeHost host = new FakeHost(directory);
        host.process("1", host.namespace("first"), 80);
        host.process("20", host.namespace("second"), 80, 81);
        return net(directory, new NamespaceSelection.All());
    }

    @Override
    public SnapshotSource nowhere() {
        return net(absent(), new NamespaceSelection.All());
    }

    @Override
    public Path absent() {
        return directory.resolve("absent");
    }

    private static SnapshotSource net(Path root, NamespaceSelection selection) {
        return ProcNet.at(root)
                .only(EnumSet.of(Protocol.TCP))
                .byteOrder(ByteOrder.LITTLE_ENDIAN)
                .namespaces(selection);
    }
}
