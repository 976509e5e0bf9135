package io.connflux.stream.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.metrics.ConnfluxMetrics;
import io.connflux.stream.scripted.ScriptedHost;
import io.connflux.table.SnapshotSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConnfluxAutoConfigurationTest {

    private static final String HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConnfluxAutoConfiguration.class));

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedHost host = ScriptedHost.on(time);

    @TempDir
    private Path proc;

    private Path table() throws Exception {
        return Files.writeString(
                Files.createDirectories(proc.resolve("net")).resolve("tcp"),
                HEADER
                        + "   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 7 1 0 100 0 0 10 0\n"
                        + "   1: 0100007F:0051 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 8 1 0 100 0 0 10 0\n");
    }

    @Test
    void it_is_among_what_spring_boot_imports() throws Exception {
        try (InputStream imports = ConnfluxAutoConfiguration.class.getResourceAsStream(
                "/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports")) {
            assertThat(new String(imports.readAllBytes(), StandardCharsets.UTF_8).strip())
                    .isEqualTo(ConnfluxAutoConfiguration.class.getName());
        }
    }

    @Test
    void the_stream_is_what_the_properties_say() throws Exception {
        table();
        application
                .withPropertyValues(
                        "connflux.proc=" + proc,
                        "connflux.interval=20ms",
                        "connflux.existing=true",
                        "connflux.filter=port = 81",
                        "connflux.stats=1h",
                        "connflux.tick=24h",
                        "connflux.state=" + proc.resolve("state"))
                .run(context -> {
                    List<String> told = context.getBean(ConnectionStream.class)
                            .events()
                            .takeUntil(ConnectionEvent.Baseline.class::isInstance)
                            .map(event -> event instanceof ConnectionEvent.Change change
                                    ? change.connection().local().toString()
                                    : event.name())
                            .collectList()
                            .block(Duration.ofSeconds(10));
                    assertThat(told).containsExactly("127.0.0.1:81", "baseline");
                    assertThat(proc.resolve("state")).exists();
                    assertThat(context.getBean(ConnectionStream.class).seeksOwners())
                            .isFalse();
                    assertThat(context.getBean(ConnectionStream.class).health().interval())
                            .isEqualTo(Duration.ofMillis(20));
                });
        application.withPropertyValues("connflux.owners=true").run(context -> assertThat(
                        context.getBean(ConnectionStream.class).seeksOwners())
                .isTrue());
    }

    @Test
    void a_wrong_filter_is_told_by_the_name_of_its_property() {
        application
                .withPropertyValues("connflux.filter=prot = 81")
                .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining("connflux.filter: "));
    }

    @Test
    void nothing_is_there_where_it_is_switched_off_or_another_stream_is() {
        application.withPropertyValues("connflux.enabled=false").run(context -> assertThat(context)
                .doesNotHaveBean(ConnectionStream.class));
        ConnectionStream own = host.stream();
        application.withBean(ConnectionStream.class, () -> own).run(context -> {
            assertThat(context.getBean(ConnectionStream.class)).isSameAs(own);
            assertThat(context).doesNotHaveBean(SnapshotSource.class);
        });
        application.withBean(ScriptedHost.class, () -> host).run(context -> assertThat(context)
                .hasSingleBean(SnapshotSource.class)
                .hasSingleBean(ConnectionStream.class));
    }

    @Test
    void subscriptions_complete_when_the_application_stops_and_are_possible_after_a_restart() throws Exception {
        table();
        application
                .withPropertyValues("connflux.proc=" + proc, "connflux.interval=20ms")
                .run(context -> {
                    ConnectionStream stream = context.getBean(ConnectionStream.class);
                    AtomicBoolean completed = new AtomicBoolean();
                    stream.events().doOnComplete(() -> completed.set(true)).subscribe();
                    assertThat(stream.subscribers()).isEqualTo(1);
                    context.getSourceApplicationContext().stop();
                    await().untilTrue(completed);
                    assertThat(stream.subscribers()).isZero();
                    context.getSourceApplicationContext().start();
                    Disposable again = stream.events().subscribe();
                    await().until(() -> stream.health().age() != null);
                    assertThat(stream.subscribers()).isEqualTo(1);
                    again.dispose();
                });
    }

    @Test
    void meters_are_there_with_micrometer_and_end_with_the_application() {
        ConnectionStream own = host.stream();
        MeterRegistry registry = new SimpleMeterRegistry();
        application.withBean(ConnectionStream.class, () -> own).run(context -> {
            context.getBean(ConnfluxMetrics.class).bindTo(registry);
            assertThat(own.subscribers()).isEqualTo(1);
        });
        assertThat(own.subscribers()).isZero();
        application.withPropertyValues("connflux.metrics=false").run(context -> assertThat(context)
                .doesNotHaveBean(ConnfluxMetrics.class));
        application.withClassLoader(new FilteredClassLoader("io.micrometer")).run(context -> assertThat(context)
                .hasSingleBean(ConnectionStream.class)
                .doesNotHaveBean("connfluxMetrics"));
    }

    @Test
    void health_is_that_of_the_polls() {
        ConnectionStream own = host.stream();
        application.withBean(ConnectionStream.class, () -> own).run(context -> {
            HealthIndicator health = context.getBean(HealthIndicator.class);
            assertThat(status(health)).isEqualTo(Status.UNKNOWN);
            Disposable told = own.events().subscribe();
            time.advanceTime();
            assertThat(status(health)).isEqualTo(Status.UP);
            host.unreadable("it is gone");
            time.advanceTimeBy(Duration.ofSeconds(3));
            Health down = health.health();
            assertThat(down.getStatus()).isEqualTo(Status.DOWN);
            assertThat(down.getDetails()).containsEntry("failure", "it is gone").containsEntry("subscribers", 1);
            host.readable();
            time.advanceTimeBy(Duration.ofSeconds(1));
            assertThat(status(health)).isEqualTo(Status.UP);
            told.dispose();
            assertThat(status(health)).isEqualTo(Status.UNKNOWN);
        });
        application
                .withPropertyValues("management.health.connflux.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void without_the_health_of_spring_boot_4_the_rest_is_there() {
        application
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasSingleBean(ConnectionStream.class)
                        .doesNotHaveBean("connfluxHealthIndicator"));
    }

    @Test
    void editors_are_told_each_property() throws Exception {
        try (InputStream file =
                ConnfluxAutoConfiguration.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            JsonNode told = JsonMapper.shared().readTree(file).get("properties");
            List<String> properties = Arrays.stream(ConnfluxProperties.class.getRecordComponents())
                    .map(component -> "connflux." + component.getName() + " "
                            + boxed(component).getName())
                    .toList();
            assertThat(told.valueStream()
                            .map(each -> each.get("name").asString() + " "
                                    + each.get("type").asString())
                            .filter(each -> each.startsWith("connflux.")))
                    .containsExactlyElementsOf(properties);
        }
    }

    private static Class<?> boxed(RecordComponent component) {
        return component.getType() == boolean.class ? Boolean.class : component.getType();
    }

    private static Status status(HealthIndicator health) {
        return health.health().getStatus();
    }
}
