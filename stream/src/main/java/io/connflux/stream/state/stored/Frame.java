package io.connflux.stream.state.stored;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A record of the file: its length, its bytes, and a sum of them. A process that is killed leaves a beginning of one, at the end of
 * the file; a sum that is wrong is damage.
 */
final class Frame {

    /** What a record is, as its first byte. */
    enum Kind {
        HEADER,
        CONNECTIONS,
        LOOK,
        GIVEN
    }

    /** A longer one was not written by this: too low would refuse what was. */
    private static final int LONGEST = 1 << 26;

    private static final int SUM = Integer.BYTES;

    private Frame() {}

    /** Writes the fields of a record. */
    interface Fields {
        void write(DataOutputStream out) throws IOException;
    }

    static byte[] of(Kind kind, Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0);
        out.writeByte(kind.ordinal());
        fields.write(out);
        int length = bytes.size() - Integer.BYTES;
        out.writeInt(0);
        byte[] frame = bytes.toByteArray();
        ByteBuffer.wrap(frame).putInt(0, length).putInt(Integer.BYTES + length, sum(frame, Integer.BYTES, length));
        return frame;
    }

    /** The kind and the fields of one that was read. */
    record Read(Kind kind, DataInputStream fields) {}

    /**
     * The next one.
     *
     * @return null where the rest is the beginning of one at most
     */
    static @Nullable Read next(ByteBuffer file) throws DamagedStateException {
        if (file.remaining() < Integer.BYTES) {
            return null;
        }
        int start = file.position();
        int length = file.getInt(start);
        if (length < 1 || length > LONGEST) {
            throw new DamagedStateException("no record has " + length + " bytes", start);
        }
        if (file.remaining() < Integer.BYTES + length + SUM) {
            return null;
        }
        byte[] bytes = new byte[length];
        file.get(start + Integer.BYTES, bytes);
        if (file.getInt(start + Integer.BYTES + length) != sum(bytes, 0, length)) {
            throw new DamagedStateException("the sum of a record is another", start);
        }
        Kind[] kinds = Kind.values();
        if (bytes[0] < 0 || bytes[0] >= kinds.length) {
            throw new DamagedStateException("there is no record of kind " + bytes[0], start);
        }
        file.position(start + Integer.BYTES + length + SUM);
        return new Read(kinds[bytes[0]], new DataInputStream(new ByteArrayInputStream(bytes, 1, length - 1)));
    }

    private static int sum(byte[] bytes, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, length);
        return (int) sum.getValue();
    }
}
