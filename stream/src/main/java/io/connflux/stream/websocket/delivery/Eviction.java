package io.connflux.stream.websocket.delivery;

import io.connflux.stream.follow.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * What is kept for clients that do not keep up. Each that fell asleep at a step of its own keeps a whole table in memory, and
 * the lines that were under way to it; and who is told what connections carry keeps the table since which it is, with all others
 * who are so as often. Bounded by the heap that there is: who lags most goes first.
 */
public final class Eviction {

    /**
     * The part of the heap that clients may keep who are connected, and as much again for those that have gone and may resume.
     * Too low lets nobody be slow on a large host in a small heap; too high leaves no room for the tables themselves, of which
     * two are compared, and for what the comparing of a sleeper's table costs when it wakes.
     */
    private static final int PART = 8;

    /** Steps that a client may be behind while its frames are under way. */
    private static final int UNDER_WAY = 2;

    private Eviction() {}

    /** Bytes for clients that are connected, as this process was started. */
    public static long ofHeap() {
        return Runtime.getRuntime().maxMemory() / PART;
    }

    private record Lag(ClientConnection client, long awakeAt) {}

    /** Those that have to go, who lags most first, so that what the others keep is less than a number of bytes. */
    static List<ClientConnection> excess(
            Collection<ClientConnection> clients, Step newest, RetainedBytes held, long most) {
        List<Lag> holding = new ArrayList<>();
        for (ClientConnection client : clients) {
            long awakeAt = client.session().awakeAt();
            boolean behind = isBehind(awakeAt, newest);
            if (!behind) {
                // One of the newest, which are there anyway.
                client.session().weighTable((table, size) -> held.share(table));
            }
            if (behind || !client.session().hasNothingUnderWay()) {
                // Asked once: it may change while the others are put in order by it.
                holding.add(new Lag(client, awakeAt));
            }
        }
        holding.sort(Comparator.comparingLong(Lag::awakeAt).reversed());
        List<ClientConnection> excess = new ArrayList<>();
        for (Lag lag : holding) {
            if (held.add(lag.client()::weigh, most)) {
                continue;
            }
            if (isBehind(lag.awakeAt(), newest) || !fitsForgotten(lag.client(), held, most)) {
                excess.add(lag.client());
            }
        }
        Collections.reverse(excess);
        return excess;
    }

    /** Whether it has room without the lines that it might have to be sent again, where it keeps anything else. */
    private static boolean fitsForgotten(ClientConnection client, RetainedBytes held, long most) {
        client.session().window().forget();
        return !client.session().keepsEarlierTable() || held.add(client::weigh, most);
    }

    private static boolean isBehind(long awakeAt, Step newest) {
        return newest.number() - awakeAt > UNDER_WAY;
    }
}
