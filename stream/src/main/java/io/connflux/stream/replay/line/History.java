package io.connflux.stream.replay.line;

import io.connflux.stream.replay.line.LineHead.Kind;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which connections there are, as far as a recording was read: of each the line that told of it last. What is kept grows with the
 * table and not with the recording. One thread.
 */
public final class History {

    private final Damages damages;
    private final Map<String, HeldLine> held = new LinkedHashMap<>();
    /** Those of connections that are gone, for others: what lives for minutes and dies is what a garbage collector is slow at. */
    private final Deque<HeldLine> free = new ArrayDeque<>();
    /** Those told again since something was lost: at a baseline, all that there are. */
    private @Nullable Set<String> again;

    /** Who recorded was started again, and it is not known yet whether it went on with what it knew. */
    private @Nullable Damage restart;

    private @Nullable HeldLine baseline;
    private boolean begun;
    private long seq;
    private long passedOver;
    private @Nullable String gap;

    History(Damages damages) {
        this.damages = damages;
    }

    /** A line could not be read: its number is missing then. */
    void passOver() {
        passedOver++;
    }

    /** Looks at the number of a line, which tells whether lines are missing before it. */
    void follow(LineHead head, String file, long line) {
        long before = seq;
        long missing = head.seq() - before - 1 - passedOver;
        seq = head.seq();
        passedOver = 0;
        if (before == 0) {
            if (seq > 1) {
                gap = "begins in the middle, with event " + seq
                        + ": connections that were there before are missing until they change";
            }
        } else if (seq <= before) {
            String how = seq == 1
                    ? "begins anew: who recorded was started again"
                    : "goes back from event " + before + " to event " + seq + ": this is another recording";
            Damage anew =
                    new Damage(file, line, held.size(), how + ", and tells nothing more of what was known before");
            again = null;
            gap = seq == 1 ? null : "begins in the middle: connections that were there before are missing";
            if (seq == 1 && !held.isEmpty()) {
                restart = anew;
            } else {
                beginAnew(anew);
            }
        } else if (missing > 0) {
            damages.add(new Damage(
                    file,
                    line,
                    missing,
                    missing + (missing == 1 ? " event is" : " events are") + " missing before it"));
        }
        if (restart != null) {
            decide(restart, head);
        }
    }

    /** Who kept its state gives ids of the same tracker as before; who did not is another tracker. */
    private void decide(Damage anew, LineHead head) {
        if (head.id().isEmpty()) {
            return;
        }
        restart = null;
        if (!tracker(head.id()).equals(tracker(held.keySet().iterator().next()))) {
            beginAnew(anew);
        } else if (head.kind() == Kind.EXISTING) {
            again = new HashSet<>();
        }
    }

    private static String tracker(String id) {
        return id.substring(0, Math.max(0, id.lastIndexOf('-')));
    }

    private void beginAnew(Damage anew) {
        if (!held.isEmpty()) {
            damages.add(anew);
        }
        held.clear();
        again = null;
    }

    /** Has a line in it. */
    void take(LineHead head, RecordedLines at) {
        Kind kind = head.kind();
        switch (kind) {
            case EXISTING, OPENED, UPDATE, CLOSED -> {
                if (head.isGone()) {
                    forget(held.remove(head.id()));
                } else {
                    hold(head.id(), at);
                }
                if (kind == Kind.EXISTING && again != null) {
                    again.add(head.id());
                }
                begun |= kind != Kind.EXISTING;
            }
            case BASELINE -> {
                if (again != null) {
                    held.keySet().retainAll(again);
                    again = null;
                }
                HeldLine counts = new HeldLine();
                counts.set(at);
                baseline = counts;
                begun = true;
            }
            case LOST -> again = new HashSet<>();
            default -> {
                // Nothing about a connection.
            }
        }
    }

    private void hold(String id, RecordedLines at) {
        HeldLine line = held.get(id);
        if (line == null) {
            line = free.isEmpty() ? new HeldLine() : free.pop();
            held.put(id, line);
        }
        line.set(at);
    }

    private void forget(@Nullable HeldLine line) {
        if (line != null) {
            free.push(line);
        }
    }

    /** Compares what was told of the connections that there are with how many there should be. */
    void expect(long connections) {
        if (restart != null && connections == 0) {
            beginAnew(restart);
            restart = null;
        }
        long untold = connections - held.size();
        gap = untold > 0
                ? "does not tell the " + connections + " connections that were there when it began"
                        + (held.isEmpty() ? "" : ", but only " + held.size())
                : null;
    }

    /** The lines of the connections that there are, in the order in which these came. */
    public Collection<HeldLine> connections() {
        return held.values();
    }

    /** The line that told last of a connection; null where there is none. */
    public @Nullable HeldLine connection(String id) {
        return held.get(id);
    }

    /** The last line that counted the connections; null before it. */
    @Nullable
    HeldLine baseline() {
        return baseline;
    }

    /** Whether there has been a baseline, or a change. */
    public boolean hasBegun() {
        return begun;
    }

    /** Why connections may be missing that were there at the start; null where none are. */
    public List<String> gaps() {
        return gap == null ? List.of() : List.of(gap);
    }
}
