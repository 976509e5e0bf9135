package io.connflux.stream.websocket.delivery;

import io.connflux.stream.heap.OutOfHeap;
import io.connflux.stream.websocket.wire.CloseReason;
import io.connflux.stream.websocket.wire.LineBatch;
import io.connflux.stream.websocket.wire.Pulse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;

/** A connection in use by a session: writes, and finds out whether anybody is there. */
public final class ClientConnection {

    private final Lease lease;
    private final Channel channel;
    private final Function<ByteBuf, Object> message;
    private final byte[] ping;
    private final Pulse pulse;
    private final Sinks.One<CloseReason> ending = Sinks.one();
    /** Bytes of the piece that is on its way out of the process. */
    private volatile int writing;

    /**
     * @param message what the channel's pipeline takes for bytes
     * @param ping what is sent where nothing else is
     * @param now on a monotonic clock, as all times here: a step of the wall clock is no silence
     */
    public ClientConnection(
            Lease lease,
            Channel channel,
            Function<ByteBuf, Object> message,
            byte[] ping,
            Duration pingEvery,
            long now) {
        this.lease = lease;
        this.channel = channel;
        this.message = message;
        this.ping = ping;
        this.pulse = new Pulse(pingEvery, lease.session().framing().isAnswered(), now);
    }

    public Lease lease() {
        return lease;
    }

    public Session session() {
        return lease.session();
    }

    /** The thread of the connection. */
    public Scheduler loop() {
        return Schedulers.fromExecutor(channel.eventLoop());
    }

    /** Writes when the client has room, and completes when the bytes have left the process. */
    public Mono<Void> write(LineBatch chunk) {
        return session().window().room().then(writeAgain(chunk));
    }

    /** Writes what has its room already: to wait for more of it would be to wait for the answer to these very bytes. */
    public Mono<Void> writeAgain(LineBatch chunk) {
        return FutureMono.deferFuture(() -> {
                    writing = chunk.size();
                    try {
                        return channel.writeAndFlush(message.apply(session().bytes(chunk, channel.alloc())));
                    } catch (OutOfMemoryError e) {
                        return channel.newFailedFuture(OutOfHeap.exception("there is no room for a piece", e));
                    }
                })
                .doFinally(signal -> writing = 0);
    }

    /** Names each thing that it keeps in memory, with the bytes that it takes. */
    void weigh(ObjLongConsumer<Object> each) {
        session().weigh(each);
        each.accept(this, writing);
    }

    /** Writes what nobody waits for, unless the client does not read: a flood of pings must not fill the memory with pongs. */
    public void post(Object frame) {
        if (channel.isWritable()) {
            FutureMono.deferFuture(() -> channel.writeAndFlush(frame))
                    .onErrorComplete()
                    .subscribe();
        } else {
            ReferenceCountUtil.release(frame);
        }
    }

    /** The client has answered. */
    public void heard(long now) {
        pulse.heard(now);
    }

    /** Why it has to end, once it has: because nobody seems to be there, or as {@link #end} was told. */
    public Mono<CloseReason> ending() {
        return ending.asMono();
    }

    void end(CloseReason why) {
        ending.tryEmitValue(why);
    }

    /** Completes when the connection has ended. */
    public Mono<Void> closed() {
        return FutureMono.from(channel.closeFuture());
    }

    void tick(long now) {
        switch (pulse.at(now, session().window().bytes() > 0)) {
            case NOTHING -> {}
            case PING -> post(message.apply(Unpooled.wrappedBuffer(ping)));
            case GONE -> end(CloseReason.SILENT);
        }
    }
}
