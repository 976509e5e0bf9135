package io.connflux.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.scripted.ScriptedHost;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The Java of the README that needs more than the library, as it stands there. */
class ReadmeJavaTest {

    @TempDir
    private Path project;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedHost host = ScriptedHost.on(time);

    @Test
    void the_meters_are_bound() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        ConnectionStream stream = host.stream();
        run(block("Meters"), Map.of("registry", registry, "stream", stream));
        time.advanceTime();
        assertThat(registry.get("connflux.poll").timer().count()).isEqualTo(1);
        assertThat(stream.subscribers()).isEqualTo(1);
    }

    @Test
    void one_stream_has_no_more_meters_than_is_said() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        for (int port = 1; port <= 200; port++) {
            host.listens("0.0.0.0:" + port);
        }
        run(block("Meters"), Map.of("registry", registry, "stream", host.stream()));
        time.advanceTime();
        int ofTheKernel = 2;
        assertThat(readme()).contains(registry.getMeters().size() + ofTheKernel + " meters at most");
    }

    @Test
    void the_alerter_of_spring_boot_subscribes() throws Exception {
        ConnectionStream stream = host.stream();
        run(
                "class Application {" + block("Spring Boot") + "}\nnew Application().alerter(stream);",
                Map.of("stream", stream));
        assertThat(stream.subscribers()).isEqualTo(1);
    }

    @Test
    void a_subscriber_that_knows_the_jdk_alone_is_told() throws Exception {
        Matcher publisher = Pattern.compile("`(JdkFlowAdapter[^`]+)`").matcher(readme());
        assertThat(publisher.find()).as("a publisher of the JDK in README.md").isTrue();
        ToldByJdk subscriber = new ToldByJdk(new ArrayList<>());
        run(
                "Flow.Publisher<ConnectionEvent> events = " + publisher.group(1) + ";\nevents.subscribe(subscriber);",
                Map.of("stream", host.stream(), "subscriber", subscriber));
        time.advanceTime();
        assertThat(subscriber.names()).containsExactly("baseline");
    }

    /** @param names of the events that came */
    private record ToldByJdk(List<String> names) implements Flow.Subscriber<ConnectionEvent> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ConnectionEvent event) {
            names.add(event.name());
        }

        @Override
        public void onError(Throwable error) {
            names.add(error.toString());
        }

        @Override
        public void onComplete() {
            names.add("complete");
        }
    }

    @Test
    void a_test_of_who_uses_a_stream_runs_as_it_stands() throws Exception {
        run(block("Tests"), Map.of());
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("../README.md"));
    }

    /** The first one behind a word in bold. */
    private static String block(String title) throws IOException {
        Matcher matcher = Pattern.compile(Pattern.quote("**" + title + "**") + ".*?```java\n(.*?)```", Pattern.DOTALL)
                .matcher(readme());
        assertThat(matcher.find())
                .as("a block of java behind **%s** in README.md", title)
                .isTrue();
        return matcher.group(1);
    }

    private void run(String lines, Map<String, Object> given) throws Exception {
        new JavaLines(project).run(lines, given);
    }
}
