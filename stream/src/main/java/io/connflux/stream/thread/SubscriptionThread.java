package io.connflux.stream.thread;

import java.util.concurrent.ThreadFactory;

/** A thread of a subscription: not one of Reactor's, which it marks as one that must not block. Who subscribes may. */
public record SubscriptionThread(String name) implements ThreadFactory {

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
