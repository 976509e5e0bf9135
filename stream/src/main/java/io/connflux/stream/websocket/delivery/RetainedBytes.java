package io.connflux.stream.websocket.delivery;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** Adds up what sessions keep in memory: tables, lines, pieces under way. What several of them keep counts once. */
final class RetainedBytes {

    private final long most;
    private final Set<Object> counted = Collections.newSetFromMap(new IdentityHashMap<>());
    private long bytes;

    /** @param most bytes in all */
    RetainedBytes(long most) {
        this.most = most;
    }

    /** Bytes that all together may keep. */
    long most() {
        return most;
    }

    /** Counts a thing for nothing, as one that is kept anyway. */
    void share(Object thing) {
        counted.add(thing);
    }

    /** Adds what a holder keeps; false, and nothing is added, where that is more than a limit with all before. */
    boolean add(Consumer<ObjLongConsumer<Object>> holder, long limit) {
        IdentityHashMap<Object, Long> more = new IdentityHashMap<>();
        holder.accept((thing, size) -> {
            if (!counted.contains(thing)) {
                more.put(thing, size);
            }
        });
        long sum = more.values().stream().mapToLong(Long::longValue).sum();
        if (bytes + sum > limit) {
            return false;
        }
        bytes += sum;
        counted.addAll(more.keySet());
        return true;
    }

    /** What has been added. */
    long bytes() {
        return bytes;
    }
}
