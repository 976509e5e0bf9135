package io.connflux.stream.boot;

import io.connflux.stream.ConnectionStream;
import io.connflux.stream.StreamHealth;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether polls come, and succeed; {@code UNKNOWN} while nobody is subscribed, since then nothing is polled. */
final class StreamHealthIndicator implements HealthIndicator {

    private final ConnectionStream stream;

    StreamHealthIndicator(ConnectionStream stream) {
        this.stream = stream;
    }

    @Override
    public Health health() {
        int subscribers = stream.subscribers();
        StreamHealth now = stream.health();
        boolean unknown = subscribers == 0 || (now.age() == null && now.underWay() != null);
        Health.Builder health = unknown
                ? Health.unknown()
                : now.status(StreamHealth.DEAD) == StreamHealth.Status.FAILING ? Health.down() : Health.up();
        health.withDetail("subscribers", subscribers);
        if (now.lastPoll() != null) {
            health.withDetail("lastPoll", now.lastPoll());
        }
        if (now.failure() != null) {
            health.withDetail("failure", now.failure());
        }
        if (now.underWay() != null) {
            health.withDetail("underWay", now.underWay());
        }
        return health.build();
    }
}
