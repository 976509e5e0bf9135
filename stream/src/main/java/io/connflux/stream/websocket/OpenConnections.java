package io.connflux.stream.websocket;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.netty.FutureMono;

/** Bounds the connections of a server, so that handshakes which never end cannot use up its descriptors. */
final class OpenConnections {

    private final int max;
    private final AtomicInteger open = new AtomicInteger();

    OpenConnections(int max) {
        this.max = max;
    }

    void admit(Channel channel) {
        int now = open.incrementAndGet();
        FutureMono.from(channel.closeFuture())
                .doFinally(closed -> open.decrementAndGet())
                .subscribe();
        if (now > max) {
            FutureMono.deferFuture(channel::close).subscribe();
        }
    }
}
