package io.connflux.process.names;

import io.connflux.model.Owner;
import io.connflux.model.OwnerProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The names of users that no {@code passwd} file has, from the Name Service Switch of the machine that this runs on: the child
 * process {@code getent passwd UID}, one at a time.
 *
 * <p>What was answered is remembered, also that there is no such user. {@link #want} and {@link #ask} are for the thread that
 * searches, the others for any.
 */
public final class NameService {

    /** Too low, and users that are still told are asked for again and again. */
    private static final int REMEMBERED = 4_096;

    /** A uid may be given to another user, as systemd does for services with {@code DynamicUser=}. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    /** After a failure, so that a directory server that is down does not take half of each interval. */
    private static final Duration REST = Duration.ofMinutes(1);

    private final String command;
    private final Map<Long, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Long> wanted = new LinkedHashSet<>();
    private Instant now = Instant.EPOCH;
    private Instant restedUntil = Instant.EPOCH;
    private @Nullable NameQuestion open;
    private volatile @Nullable String problem;

    /** @param name null where there is no such user */
    private record Answer(@Nullable String name, Instant time) {}

    public NameService(String command) {
        this.command = command;
    }

    /** Why the last of those failed that could not be asked; null where none did. */
    @Nullable
    public String problem() {
        return problem;
    }

    /** Notes that the name of this user is missing. */
    public void want(long uid) {
        Answer answer = answer(uid);
        boolean fresh = answer != null && answer.time().plus(FRESH).isAfter(now);
        if (uid >= 0 && !fresh && wanted.size() < REMEMBERED) {
            wanted.add(uid);
        }
    }

    /**
     * Asks for those that are missing, until the time is up; an answer that takes longer is taken in later. At least one is
     * begun, so that a search which always uses its whole time gets names too.
     *
     * @param time of this poll
     * @return whether a name came
     */
    public boolean ask(Instant time, BooleanSupplier spent) {
        now = time;
        boolean begun = false;
        boolean came = false;
        while (!begun || !spent.getAsBoolean()) {
            begun = true;
            try {
                NameQuestion question = open == null ? next() : open;
                open = question;
                if (question == null || !question.isAnswered(now, spent)) {
                    return came;
                }
                String name = question.answer();
                open = null;
                remember(question.uid(), name);
                came |= name != null;
            } catch (IOException e) {
                problem = e.getMessage();
                restedUntil = now.plus(REST);
                NameQuestion failed = open;
                open = null;
                if (failed != null) {
                    remember(failed.uid(), null);
                }
            }
        }
        return came;
    }

    private @Nullable NameQuestion next() throws IOException {
        Iterator<Long> uids = wanted.iterator();
        if (!uids.hasNext() || now.isBefore(restedUntil)) {
            return null;
        }
        return NameQuestion.begin(command, uids.next(), now);
    }

    /** The same owner, with the names that are known by now. */
    public Owner named(Owner owner) {
        if (!(owner instanceof Owner.Held held)
                || held.processes().stream().noneMatch(process -> process.user() == null)) {
            return owner;
        }
        List<OwnerProcess> processes =
                held.processes().stream().map(this::named).toList();
        return new Owner.Held(processes);
    }

    private OwnerProcess named(OwnerProcess process) {
        Answer answer = process.user() == null ? answer(process.uid()) : null;
        return answer == null || answer.name() == null ? process : process.ofUser(answer.name());
    }

    private @Nullable Answer answer(long uid) {
        synchronized (answers) {
            return answers.get(uid);
        }
    }

    private void remember(long uid, @Nullable String name) {
        wanted.remove(uid);
        synchronized (answers) {
            answers.put(uid, new Answer(name, now));
            if (answers.size() > REMEMBERED) {
                answers.remove(answers.keySet().iterator().next());
            }
        }
    }
}
