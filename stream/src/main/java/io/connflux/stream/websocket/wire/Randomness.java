package io.connflux.stream.websocket.wire;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * What nobody can guess, drawn without a file: the JDK's first choice reads {@code /dev/urandom} again and again, which blocks a
 * thread of the network.
 */
public final class Randomness {

    private Randomness() {}

    /** A source that has its seed, for which a file is read: here and never again. */
    public static SecureRandom seeded() {
        try {
            SecureRandom random = SecureRandom.getInstance("DRBG");
            random.nextBytes(new byte[1]);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has DRBG", e);
        }
    }
}
