package io.connflux.procfs;

import io.connflux.fixture.SnapshotSourceContract;
import io.connflux.table.SnapshotSource;
import java.nio.ByteOrder;
import java.nio.file.Path;

class ProcNetContractTest implements SnapshotSourceContract.OfFiles {

    @Override
    public SnapshotSource source() {
        return ProcNet.at(Path.of("src/test/resources/captured/proc")).byteOrder(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public SnapshotSource nowhere() {
        return ProcNet.at(absent());
    }

    @Override
    public Path absent() {
        return Path.of("src/test/resources/captured/nowhere");
    }
}
