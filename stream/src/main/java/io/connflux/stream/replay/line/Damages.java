package io.connflux.stream.replay.line;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a recording; what follows one upon the other is told as one. One thread. */
public final class Damages {

    /** Told one by one. Too low hides where the damage is, too high fills the output with that of a file of another kind. */
    private static final int MOST = 20;

    private final List<Damage> found = new ArrayList<>();
    private @Nullable Damage last;
    private long lastLine;
    private int told;
    private long further;

    /** A line that cannot be read. */
    void line(String file, long line, String reason) {
        Damage before = last;
        if (before != null && before.file().equals(file) && lastLine + 1 == line) {
            last = new Damage(file, before.line(), before.count() + 1, before.reason());
        } else {
            settle();
            last = new Damage(file, line, 1, reason);
        }
        lastLine = line;
    }

    /** Something else. */
    void add(Damage damage) {
        settle();
        last = damage;
        lastLine = 0;
        settle();
    }

    private void settle() {
        Damage damage = last;
        last = null;
        if (damage != null && told++ < MOST) {
            long others = damage.count() - 1;
            boolean several = lastLine == damage.line() + others && others > 0;
            found.add(
                    several
                            ? new Damage(
                                    damage.file(),
                                    damage.line(),
                                    damage.count(),
                                    damage.reason() + "; and " + others + (others == 1 ? " line" : " lines")
                                            + " behind it")
                            : damage);
        } else if (damage != null) {
            further += damage.count();
        }
    }

    /** What was found since the last call. To be called at a line that is whole. */
    public List<Damage> take() {
        if (last == null && found.isEmpty()) {
            return List.of();
        }
        settle();
        List<Damage> taken = List.copyOf(found);
        found.clear();
        return taken;
    }

    /** What was found since, and how much there was beyond what was told one by one. */
    public List<Damage> end() {
        List<Damage> all = new ArrayList<>(take());
        if (further > 0) {
            all.add(new Damage("", 0, further, "further damage: " + further + " lines or events"));
            further = 0;
        }
        return all;
    }
}
