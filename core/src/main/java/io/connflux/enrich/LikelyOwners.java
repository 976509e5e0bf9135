package io.connflux.enrich;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Who is likely to own a new socket: whoever owned one of its local port, and whoever was found lately. */
final class LikelyOwners {

    /** Processes that were found lately. Too low misses the busy ones of a host, too high looks at too many first. */
    private static final int RECENT = 64;

    private final Map<Integer, Integer> pidOfPort = new HashMap<>();
    private final Map<Integer, Boolean> recent = new LinkedHashMap<>(16, 0.75f, true);

    /** Notes an owner that was found. */
    void found(int localPort, int pid) {
        pidOfPort.put(localPort, pid);
        recent.put(pid, true);
        if (recent.size() > RECENT) {
            recent.remove(recent.keySet().iterator().next());
        }
    }

    /** Their pids. */
    Set<Integer> of(Collection<Holding> sockets) {
        Set<Integer> pids = new HashSet<>(recent.keySet());
        for (Holding socket : sockets) {
            Integer pid = pidOfPort.get(socket.localPort());
            if (pid != null) {
                pids.add(pid);
            }
        }
        return pids;
    }
}
