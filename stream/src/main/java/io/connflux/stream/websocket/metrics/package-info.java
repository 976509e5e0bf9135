/** Counters for Prometheus: {@link io.connflux.stream.websocket.metrics.Metrics}. Needs Micrometer, which is optional. */
@NullMarked
package io.connflux.stream.websocket.metrics;

import org.jspecify.annotations.NullMarked;
