package io.connflux.process.names;

import io.connflux.process.files.ProcessFiles;
import io.connflux.process.files.Users;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One child process that was asked for a user's name. */
final class NameQuestion {

    private static final File NOTHING = new File("/dev/null");

    /** A name that takes longer delays more than it tells. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final Duration WAIT = Duration.ofMillis(10);

    /** {@code getent(1)}: one or more of the keys could not be found. */
    private static final int NOT_FOUND = 2;

    private static final int LONGEST_LINE = 1 << 12;

    private final String command;
    private final long uid;
    private final Process child;
    private final Instant begun;
    private Duration waited = Duration.ZERO;

    private NameQuestion(String command, long uid, Process child, Instant begun) {
        this.command = command;
        this.uid = uid;
        this.child = child;
        this.begun = begun;
    }

    /** Starts it. Nobody reads what it says of errors, so that it cannot be held up by that. */
    static NameQuestion begin(String command, long uid, Instant time) throws IOException {
        Process child = new ProcessBuilder(command, "passwd", Long.toString(uid))
                .redirectInput(Redirect.from(NOTHING))
                .redirectError(Redirect.DISCARD)
                .start();
        return new NameQuestion(command, uid, child, time);
    }

    long uid() {
        return uid;
    }

    /**
     * Waits for it, until the time of this poll is up.
     *
     * @param time of this poll
     * @throws IOException when its own time is up: it was killed
     */
    boolean isAnswered(Instant time, BooleanSupplier spent) throws IOException {
        try {
            boolean ended = child.waitFor(0, TimeUnit.MILLISECONDS);
            while (!ended && !isOverdue(time) && !spent.getAsBoolean()) {
                ended = child.waitFor(WAIT.toMillis(), TimeUnit.MILLISECONDS);
                waited = waited.plus(WAIT);
            }
            if (!ended && isOverdue(time)) {
                child.destroyForcibly();
                throw failure("gave no answer within " + LIMIT.toSeconds() + " s");
            }
            return ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            child.destroyForcibly();
            throw failure("was interrupted");
        }
    }

    /** Core has no clock: what goes on between two polls is known from their times, what within one from the waits. */
    private boolean isOverdue(Instant time) {
        return waited.compareTo(LIMIT) >= 0 || !time.isBefore(begun.plus(LIMIT));
    }

    /**
     * The name; null where there is no such user.
     *
     * @throws IOException where what it said is no answer
     */
    @Nullable
    String answer() throws IOException {
        if (child.exitValue() == NOT_FOUND) {
            return null;
        }
        String[] fields = output().split(":", 4);
        if (child.exitValue() != 0) {
            throw failure("ended with status " + child.exitValue());
        }
        if (fields.length < 4 || fields[0].isEmpty() || !fields[2].equals(Long.toString(uid))) {
            throw failure("printed no such user");
        }
        return ProcessFiles.clean(fields[0], Users.LONGEST_NAME);
    }

    /** What is there by now, since a process that it left behind may keep the pipe open. */
    private String output() throws IOException {
        try (InputStream in = child.getInputStream()) {
            return new String(in.readNBytes(Math.min(in.available(), LONGEST_LINE)), StandardCharsets.UTF_8);
        }
    }

    private IOException failure(String what) {
        return new IOException("'" + command + " passwd " + uid + "' " + what);
    }
}
