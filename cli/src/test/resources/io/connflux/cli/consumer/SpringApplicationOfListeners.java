package consumer;

import io.connflux.event.ConnectionEvent;
import io.connflux.stream.ConnectionStream;
import io.connflux.stream.scripted.ScriptedHost;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** An application with an endpoint of Server-Sent Events and an alerter, which listens on a port and asks itself. */
@EnableAutoConfiguration
@RestController
public class SpringApplicationOfListeners {

    /** The alerter prints in a thread of its own. */
    private static final CountDownLatch ALERTED = new CountDownLatch(1);

    private final ConnectionStream stream;

    public SpringApplicationOfListeners(ConnectionStream stream) {
        this.stream = stream;
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    public Flux<ServerSentEvent<String>> events() {
        return stream.events().map(event -> ServerSentEvent.builder(
                        event instanceof ConnectionEvent.Change change
                                ? change.connection().local().toString()
                                : "notice")
                .event(event.name())
                .build());
    }

    /** New listeners, on standard output. */
    @Bean(destroyMethod = "dispose")
    static Disposable alerter(ConnectionStream stream) {
        return stream.opened()
                .filter(opened -> opened.connection().isListener())
                .subscribe(
                        opened -> {
                            System.out.println("alert " + opened.connection().local());
                            ALERTED.countDown();
                        },
                        error -> System.out.println(error),
                        () -> System.out.println("the alerter ends"));
    }

    public static void main(String[] arguments) throws Exception {
        ConfigurableApplicationContext context = SpringApplication.run(SpringApplicationOfListeners.class, arguments);
        String port = context.getEnvironment().getProperty("local.server.port");
        URI uri = URI.create("http://127.0.0.1:" + port + "/events");
        // Answered with the baseline: what listens from now on is told.
        HttpResponse<Stream<String>> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.77.11"))) {
            // As the JDK listens: at a mapped address.
            String told = "data:[::ffff:127.0.77.11]:" + server.getLocalPort();
            System.out.println(
                    answer.body().filter(told::equals).findFirst().isPresent() ? "told " + told : "not told");
            ALERTED.await();
            System.out.println(context.getBean("connfluxHealthIndicator", HealthIndicator.class)
                    .health().getStatus());
        }
        long begun = System.nanoTime();
        context.close();
        System.out.println(
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) < 10 ? "stopped at once" : "waited");
        inVirtualTime();
    }

    /** A test of the alerter: an hour of a host that does what it is told to, in no time. */
    private static void inVirtualTime() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        ScriptedHost host = ScriptedHost.on(time);
        host.listens("10.0.0.1:22");
        SpringApplicationBuilder application = new SpringApplicationBuilder(SpringApplicationOfListeners.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(ConnectionStream.class, () -> host.stream().every(Duration.ofMinutes(1))));
        try (ConfigurableApplicationContext context = application.run()) {
            time.advanceTimeBy(Duration.ofMinutes(1));
            System.out.println("an hour");
            host.opened("10.0.0.1:52000", "10.0.0.2:443");
            host.listens("10.0.0.1:7000");
            time.advanceTimeBy(Duration.ofHours(1));
        }
    }
}
