/**
 * Meters of a stream for any Micrometer registry: {@link io.connflux.stream.metrics.ConnfluxMetrics}. Needs {@code
 * io.micrometer:micrometer-core}, which is optional.
 *
 * <p>May still change: which tags a meter has.
 */
@NullMarked
package io.connflux.stream.metrics;

import org.jspecify.annotations.NullMarked;
