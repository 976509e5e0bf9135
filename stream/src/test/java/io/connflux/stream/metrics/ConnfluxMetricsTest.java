package io.connflux.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.Connection;
import io.connflux.model.Endpoint;
import io.connflux.model.Protocol;
import io.connflux.model.SocketState;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.follow.Step;
import io.connflux.stream.scripted.ScriptedHost;
import io.connflux.table.KernelCounters;
import io.connflux.table.Snapshot;
import io.connflux.table.SnapshotBuilder;
import io.connflux.table.SnapshotSource;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class ConnfluxMetricsTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedHost host = ScriptedHost.on(time);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ConnfluxMetrics metrics = ConnfluxMetrics.of(host.stream());

    @AfterEach
    void close() {
        metrics.close();
    }

    private void poll() {
        time.advanceTimeBy(Duration.ofSeconds(1));
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Test
    void counts_what_happens_by_protocol_and_state() {
        metrics.bindTo(registry);
        poll();
        Connection first = host.opened("10.0.0.1:52000", "10.0.0.2:443");
        Connection second = host.opened("[2001:db8::1]:52001", "[2001:db8::2]:443");
        poll();
        host.changed(first, SocketState.TIME_WAIT);
        host.closed(second);
        poll();
        assertThat(count("connflux.opened", "protocol", "tcp")).isEqualTo(1);
        assertThat(count("connflux.opened", "protocol", "tcp6")).isEqualTo(1);
        assertThat(count("connflux.changed", "protocol", "tcp", "state", "TIME_WAIT"))
                .isEqualTo(1);
        assertThat(count("connflux.closed", "protocol", "tcp6", "state", "ESTABLISHED"))
                .isEqualTo(1);
        assertThat(count("connflux.closed", "protocol", "tcp", "state", "TIME_WAIT"))
                .isZero();
        assertThat(gauge("connflux.connections", "protocol", "tcp", "state", "TIME_WAIT"))
                .isEqualTo(1);
        assertThat(gauge("connflux.rows")).isEqualTo(1);
        assertThat(count("connflux.opens.seen")).isEqualTo(2);
    }

    @Test
    void an_attempt_that_failed_is_one_that_closed_in_syn_sent() {
        metrics.bindTo(registry);
        poll();
        Connection call = host.opened(Connection.of(
                Protocol.TCP, Endpoint.parse("10.0.0.1:52000"), Endpoint.parse("10.0.0.2:443"), SocketState.SYN_SENT));
        poll();
        host.closed(call);
        poll();
        assertThat(count("connflux.closed", "protocol", "tcp", "state", "SYN_SENT"))
                .isEqualTo(1);
    }

    @Test
    void tells_connections_under_the_name_that_opentelemetry_has() {
        host.opened("10.0.0.1:52000", "10.0.0.2:443");
        host.opened("[2001:db8::1]:52001", "[2001:db8::2]:443");
        metrics.bindTo(registry);
        poll();
        String name = "system.network.connection.count";
        assertThat(gauge(name, "network.transport", "tcp", "network.connection.state", "established"))
                .isEqualTo(2);
        assertThat(registry.get(name).gauges())
                .extracting(gauge -> gauge.getId().getTag("network.connection.state"))
                .containsExactlyInAnyOrder(
                        "closed",
                        "close_wait",
                        "closing",
                        "established",
                        "fin_wait_1",
                        "fin_wait_2",
                        "last_ack",
                        "listen",
                        "syn_received",
                        "syn_sent",
                        "time_wait");
    }

    @Test
    void ports_beyond_the_hundred_lowest_share_one_series() {
        IntStream.rangeClosed(1, 150).forEach(port -> host.listens("0.0.0.0:" + port));
        metrics.bindTo(registry);
        poll();
        host.opened("10.0.0.1:100", "10.0.0.2:50000");
        host.opened("10.0.0.1:101", "10.0.0.2:50000");
        host.opened("10.0.0.1:150", "10.0.0.2:50000");
        poll();
        for (String name : List.of("connflux.established", "connflux.accepted")) {
            assertThat(registry.get(name).meters()).hasSize(PortMeters.MOST + 1);
        }
        assertThat(gauge("connflux.established", "port", "100")).isEqualTo(1);
        assertThat(count("connflux.accepted", "port", "100")).isEqualTo(1);
        assertThat(gauge("connflux.established", "port", "other")).isEqualTo(2);
        assertThat(count("connflux.accepted", "port", "other")).isEqualTo(2);
    }

    @Test
    void a_port_that_nobody_listens_on_any_more_makes_room_for_another() {
        Connection gone = host.listens("0.0.0.0:1");
        IntStream.rangeClosed(2, 101).forEach(port -> host.listens("0.0.0.0:" + port));
        metrics.bindTo(registry);
        poll();
        assertThat(registry.find("connflux.established").tag("port", "101").gauge())
                .isNull();
        host.closed(gone);
        poll();
        assertThat(gauge("connflux.established", "port", "101")).isZero();
        assertThat(registry.find("connflux.established").tag("port", "1").gauge())
                .isNull();
    }

    @Test
    void a_call_to_a_port_that_is_listened_on_here_is_not_accepted_there() {
        host.listens("0.0.0.0:443");
        metrics.bindTo(registry);
        poll();
        host.opened("10.0.0.1:52000", "10.0.0.2:443");
        poll();
        for (String port : List.of("443", "other")) {
            assertThat(count("connflux.accepted", "port", port)).isZero();
            assertThat(gauge("connflux.established", "port", port)).isZero();
        }
    }

    @Test
    void bound_it_is_a_subscriber_that_closing_ends() {
        assertThat(host.stream().subscribers()).isZero();
        ConnectionStream stream = host.stream();
        ConnfluxMetrics own = ConnfluxMetrics.of(stream, Tags.of("host", "web-1"));
        assertThat(stream.subscribers()).isZero();
        own.bindTo(registry);
        MeterRegistry second = new SimpleMeterRegistry();
        own.bindTo(second);
        assertThat(stream.subscribers()).isEqualTo(2);
        Disposable events = stream.events().subscribe();
        assertThat(gauge("connflux.subscribers", "host", "web-1")).isEqualTo(3);
        own.close();
        assertThat(stream.subscribers()).isEqualTo(1);
        assertThat(registry.getMeters()).isEmpty();
        assertThat(second.getMeters()).isEmpty();
        events.dispose();
    }

    @Test
    void totals_go_on_when_polls_begin_anew() {
        ConnectionStream stream = host.stream();
        ConnfluxMetrics own = ConnfluxMetrics.of(Flux.concat(stream.steps().take(3), stream.steps()));
        own.bindTo(registry);
        poll();
        host.opened("10.0.0.1:52000", "10.0.0.2:443");
        poll();
        poll();
        host.opened("10.0.0.1:52002", "10.0.0.2:443");
        poll();
        assertThat(count("connflux.opens.seen")).isEqualTo(2);
        assertThat(count("connflux.opened", "protocol", "tcp")).isEqualTo(2);
        own.close();
    }

    @Test
    void a_stream_that_errs_is_subscribed_to_again() {
        VirtualTimeScheduler.getOrSet(time);
        try {
            host.unreadable("there is nothing");
            ConnfluxMetrics own = ConnfluxMetrics.of(host.stream());
            own.bindTo(registry);
            poll();
            assertThat(registry.get("connflux.poll").timer().count()).isZero();
            host.readable();
            time.advanceTimeBy(Duration.ofMinutes(1));
            assertThat(registry.get("connflux.poll").timer().count()).isPositive();
            host.opened("10.0.0.1:52000", "10.0.0.2:443");
            poll();
            assertThat(count("connflux.opened", "protocol", "tcp")).isEqualTo(1);
            host.unreadable("it is gone");
            poll();
            assertThat(count("connflux.poll.failures")).isEqualTo(1);
            own.close();
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void what_the_kernel_counts_is_there_where_it_does() {
        metrics.bindTo(registry);
        poll();
        assertThat(registry.find("connflux.attempts.failed").counter()).isNull();
        metrics.close();
        Deque<KernelCounters> counted =
                new ArrayDeque<>(List.of(new KernelCounters(10, 20, 5, 7), new KernelCounters(12, 21, 8, 9)));
        SnapshotSource source = () -> {
            Snapshot empty = Snapshot.of(Instant.EPOCH, List.of());
            KernelCounters now = counted.size() > 1 ? counted.pop() : counted.peek();
            SnapshotBuilder builder = new SnapshotBuilder(empty.time()).kernelCounters(now);
            empty.tables().forEach(builder::table);
            return builder.build();
        };
        ConnfluxMetrics own = ConnfluxMetrics.of(stream(source).steps());
        own.bindTo(registry);
        poll();
        poll();
        assertThat(count("connflux.attempts.failed")).isEqualTo(3);
        assertThat(count("connflux.resets")).isEqualTo(2);
        own.close();
    }

    private ConnectionStream stream(SnapshotSource source) {
        return ConnectionStream.over(source)
                .pollOn(time, Schedulers.immediate())
                .deliverOn(Schedulers.immediate());
    }

    @Test
    void steps_that_were_missed_are_counted_with_a_later_one() {
        Flux<Step> every3rd = host.stream().steps().filter(step -> step.number() % 3 == 1);
        ConnfluxMetrics own = ConnfluxMetrics.of(every3rd);
        own.bindTo(registry);
        poll();
        Connection call = host.opened("10.0.0.1:52000", "10.0.0.2:443");
        poll();
        host.changed(call, SocketState.FIN_WAIT1);
        poll();
        poll();
        assertThat(count("connflux.opened", "protocol", "tcp")).isEqualTo(1);
        own.close();
    }

    @Test
    void prometheus_gives_each_its_conventional_name() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        host.listens("0.0.0.0:443");
        metrics.bindTo(prometheus);
        poll();
        assertThat(prometheus.scrape())
                .contains(
                        "connflux_connections{protocol=\"tcp\",state=\"LISTEN\"} 1.0\n",
                        "connflux_established{port=\"443\"} 0.0\n",
                        "connflux_accepted_total{port=\"443\"} 0.0\n",
                        "connflux_opened_total{protocol=\"udp6\"} 0.0\n",
                        "connflux_closed_total{protocol=\"tcp\",state=\"TIME_WAIT\"} 0.0\n",
                        "connflux_poll_seconds_count ",
                        "connflux_opens_seen_total 0.0\n",
                        "system_network_connection_count{network_connection_state=\"listen\",network_transport=\"tcp\"} 1.0\n");
        assertThat(prometheus.getMeters())
                .extracting(Meter::getId)
                .extracting(Meter.Id::getDescription)
                .doesNotContainNull();
    }
}
