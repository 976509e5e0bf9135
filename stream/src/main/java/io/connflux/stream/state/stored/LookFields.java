package io.connflux.stream.state.stored;

import io.connflux.model.Moment;
import io.connflux.model.Protocol;
import io.connflux.model.ReadSpan;
import io.connflux.track.ConnectionTable;
import io.connflux.track.SocketFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What ends the records of a poll, and makes them count.
 *
 * @param number of the look; each has a higher one than those before
 * @param span from when to when it was made
 * @param firstFree {@link ConnectionTable#firstFreeNumber}
 * @param files {@link ConnectionTable#files}
 * @param gone numbers of the connections that are not there any more
 */
record LookFields(long number, ReadSpan span, long firstFree, List<SocketFile> files, List<Long> gone) {

    @SuppressWarnings("EnumOrdinal") // the file is of one version
    void write(DataOutputStream out) throws IOException {
        out.writeLong(number);
        time(span.began().clock(), out);
        time(span.ended().clock(), out);
        out.writeLong(firstFree);
        out.writeInt(files.size());
        for (SocketFile file : files) {
            ConnectionFields.writeNamespace(file.namespace(), out);
            out.writeByte(file.protocol().ordinal());
        }
        out.writeInt(gone.size());
        for (long one : gone) {
            out.writeLong(one);
        }
    }

    /** @param now of both clocks: a look before it has the time that the wall clock says, as if it had not been set since */
    static LookFields read(DataInputStream in, Moment now) throws IOException {
        long number = in.readLong();
        ReadSpan span = new ReadSpan(moment(in, now), moment(in, now));
        long firstFree = in.readLong();
        List<SocketFile> files = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            files.add(new SocketFile(ConnectionFields.readNamespace(in), Protocol.values()[in.readUnsignedByte()]));
        }
        List<Long> gone = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            gone.add(in.readLong());
        }
        return new LookFields(number, span, firstFree, files, gone);
    }

    private static void time(Instant time, DataOutputStream out) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static Moment moment(DataInputStream in, Moment now) throws IOException {
        Instant clock = Instant.ofEpochSecond(in.readLong(), in.readInt());
        Duration ago = Duration.between(clock, now.clock());
        return new Moment(clock, now.nanos() - Math.max(0, ago.toNanos()));
    }
}
