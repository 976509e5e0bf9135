package io.connflux.stream.tracefs;

import io.connflux.observation.ActingProcess;
import io.connflux.observation.Observation;
import io.connflux.observation.ObservationReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Another process that reads the trace. */
final class TracingProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;
    private List<String> refusal = List.of();

    private TracingProcess(Process process) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it, and waits until it reads.
     *
     * @param prefix a command that runs another one, of which this is the beginning; empty for none
     */
    static TracingProcess start(List<String> prefix, Path where) throws IOException, URISyntaxException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                String.join(":", classPath()),
                TracingProcess.class.getName(),
                where.toString()));
        TracingProcess started = new TracingProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        started.refusal = started.answer();
        return started;
    }

    /** Why it cannot read; empty where it does. */
    List<String> refusal() {
        return refusal;
    }

    /** Where its classes are. */
    static List<String> classPath() throws URISyntaxException {
        List<String> all = new ArrayList<>();
        for (Class<?> each : List.of(TracingProcess.class, Tracefs.class, Observation.class)) {
            all.add(Path.of(each.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return all;
    }

    /** What it takes now, a line each: the process, if one is told, its name and its network namespace, and what it did. */
    List<String> take() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return answer();
    }

    private List<String> answer() throws IOException {
        List<String> all = new ArrayList<>();
        String line = lines.readLine();
        while (!".".equals(line)) {
            if (line == null) {
                throw new IOException("a process that traces ended before it answered");
            }
            all.add(line);
            line = lines.readLine();
        }
        return all;
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }

    /** The other side. */
    public static void main(String[] args) throws IOException {
        Path where = Path.of(args[0]);
        Tracefs trace =
                (where.equals(Tracefs.ROOT) ? Tracefs.at(where) : Tracefs.prepared(where)).with(WatchedHost.ROOMY);
        try (ObservationReader reader = trace.open(() -> {});
                BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(".");
            while (asked.readLine() != null) {
                List<Observation> all = reader.take().all();
                Stream.concat(all.stream().map(TracingProcess::line), Stream.of("."))
                        .forEach(System.out::println);
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
            System.out.println(".");
        }
    }

    private static String line(Observation told) {
        ActingProcess process = told.process();
        String who = process == null ? "?/?" : process.pid() + "/" + process.name();
        return who + "/" + told.namespace() + " " + told;
    }
}
