package io.connflux.stream.boot;

import io.connflux.filter.Filter;
import io.connflux.filter.FilterException;
import io.connflux.process.OwnerSearch;
import io.connflux.procfs.ProcNet;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.metrics.ConnfluxMetrics;
import io.connflux.stream.state.StateFile;
import io.connflux.table.SnapshotSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A {@link ConnectionStream} of this host, as {@link ConnfluxProperties} say; of another source where there is a bean of a {@link
 * SnapshotSource}; none where the application has a stream of its own, as a test has that of a {@code ScriptedHost}. Nothing is
 * polled until somebody subscribes.
 *
 * <p>When the application stops its subscriptions complete, before the web server waits for its answers to end. With Micrometer
 * there is a {@link ConnfluxMetrics}, which the registries of the application subscribe by; with the health of Spring Boot 4 a
 * {@code connflux}.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "connflux.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ConnfluxProperties.class)
public final class ConnfluxAutoConfiguration {

    /** For Spring. */
    public ConnfluxAutoConfiguration() {}

    @Bean
    StreamEnd connfluxStreamEnd() {
        return new StreamEnd();
    }

    /** Where connections come from. */
    @Bean
    @ConditionalOnMissingBean({SnapshotSource.class, ConnectionStream.class})
    SnapshotSource connfluxSource(ConnfluxProperties properties) {
        return ProcNet.at(properties.proc());
    }

    /** The stream. */
    @Bean
    @ConditionalOnMissingBean
    ConnectionStream connfluxStream(SnapshotSource source, ConnfluxProperties properties, StreamEnd end) {
        ConnectionStream stream = ConnectionStream.over(source).every(properties.interval());
        if (properties.owners()) {
            stream = stream.owners(OwnerSearch.at(properties.proc()));
        }
        if (properties.state() != null) {
            stream = stream.state(StateFile.at(properties.state()));
        }
        if (properties.filter() != null) {
            stream = stream.where(filter(properties.filter()));
        }
        if (properties.stats() != null) {
            stream = stream.stats(properties.stats());
        }
        if (properties.tick() != null) {
            stream = stream.tick(properties.tick());
        }
        return stream.existing(properties.existing()).until(end.signal());
    }

    private static Filter filter(String text) {
        try {
            return Filter.parse(text);
        } catch (FilterException e) {
            throw new IllegalArgumentException("connflux.filter: " + e.getMessage(), e);
        }
    }

    /** With Micrometer. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
    @ConditionalOnProperty(name = "connflux.metrics", matchIfMissing = true)
    static class Metrics {
        @Bean(destroyMethod = "close")
        @ConditionalOnMissingBean
        ConnfluxMetrics connfluxMetrics(ConnectionStream stream) {
            return ConnfluxMetrics.of(stream);
        }
    }

    /** With the health of Spring Boot 4; that of 3.5 has other packages. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    static class Health {
        @Bean
        @ConditionalOnEnabledHealthIndicator("connflux")
        @ConditionalOnMissingBean(name = "connfluxHealthIndicator")
        HealthIndicator connfluxHealthIndicator(ConnectionStream stream) {
            return new StreamHealthIndicator(stream);
        }
    }
}
