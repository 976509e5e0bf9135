package io.connflux.stream.replay.line;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A file of a recording, plain or compressed: its first bytes tell, whatever it is called.
 *
 * @param name what messages call it
 * @param again whether it can be opened more than once: a pipe cannot
 * @param opening gives its bytes from the start
 */
public record RecordedFile(String name, boolean again, Opening opening) {

    /** Of compressed bytes, and of the others. Too low costs reads, too high costs memory. */
    private static final int CHUNK = 1 << 16;

    /** Begins to read. */
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }

    public static RecordedFile of(Path path) {
        // A channel can be interrupted, and cannot tell how much a pipe has.
        return Files.isRegularFile(path) || !Files.exists(path)
                ? new RecordedFile(path.toString(), true, () -> Files.newInputStream(path))
                : new RecordedFile(path.toString(), false, () -> new FileInputStream(path.toFile()));
    }

    /** @throws IOException where it cannot be opened */
    InputStream open() throws IOException {
        InputStream raw = new BufferedInputStream(opening.open(), CHUNK);
        try {
            raw.mark(2);
            boolean zipped = raw.read() == 0x1F && raw.read() == 0x8B;
            raw.reset();
            return zipped ? new Members(raw) : raw;
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** Several gzip members one behind the other, as appending leaves them. */
    private static final class Members extends GZIPInputStream {

        /** What a member ends with, which the JDK reads past what it has inflated. */
        private static final int TRAILER = 8;

        Members(InputStream raw) throws IOException {
            super(new Following(raw), CHUNK);
        }

        /** @throws IOException where something else stands behind the last member: the JDK passes over it in silence */
        @Override
        public int read(byte[] into, int at, int most) throws IOException {
            int count = super.read(into, at, most);
            if (count < 0 && (inf.getRemaining() > TRAILER || in.read() >= 0)) {
                throw new IOException("what is behind the compressed part is not compressed");
            }
            return count;
        }
    }

    /** Bytes of which more may come: the JDK looks for a further member only where some are said to be available. */
    private static final class Following extends FilterInputStream {

        private boolean ended;

        Following(InputStream raw) {
            super(raw);
        }

        @Override
        public int read() throws IOException {
            int one = in.read();
            ended |= one < 0;
            return one;
        }

        @Override
        public int read(byte[] into, int at, int most) throws IOException {
            int count = in.read(into, at, most);
            ended |= count < 0;
            return count;
        }

        @Override
        public int available() {
            return ended ? 0 : 1;
        }
    }
}
