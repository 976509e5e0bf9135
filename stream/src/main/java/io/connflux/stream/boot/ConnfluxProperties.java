package io.connflux.stream.boot;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties, each under {@code connflux.}; {@code META-INF/spring-configuration-metadata.json} says them to editors.
 *
 * @param enabled whether there is a stream
 * @param proc the {@code /proc} that is read
 * @param interval how often
 * @param existing whether the connections that are there are told first
 * @param filter which connections are told of; all where there is none
 * @param owners whether it is told whose each connection is
 * @param stats how often the stream's counters are told; only where there is a reason where there is none
 * @param tick how often a connection that lives longer is told again; never where there is none
 * @param state the file in which a run keeps what the next one goes on with; none by default
 * @param metrics whether meters are bound to the registries of the application, which keeps the polls going
 */
@ConfigurationProperties("connflux")
public record ConnfluxProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("/proc") Path proc,
        @DefaultValue("1s") Duration interval,
        @DefaultValue("false") boolean existing,
        @Nullable String filter,
        @DefaultValue("false") boolean owners,
        @Nullable Duration stats,
        @Nullable Duration tick,
        @Nullable Path state,
        @DefaultValue("true") boolean metrics) {}
