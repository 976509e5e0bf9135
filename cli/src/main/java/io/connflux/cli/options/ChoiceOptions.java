package io.connflux.cli.options;

import io.connflux.filter.Filter;
import io.connflux.filter.value.HostPorts;
import io.connflux.model.SocketState;
import io.connflux.process.OwnerSearch;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that choose connections: each says a part of a filter. Those of one letter are what users of {@code ss} type. */
public final class ChoiceOptions {

    @Option(names = "-t", hidden = true, description = "TCP, as the expression 'tcp'.")
    private boolean tcp;

    @Option(names = "-u", hidden = true, description = "UDP, as the expression 'udp'.")
    private boolean udp;

    @Option(names = "-l", hidden = true, description = "Who waits for others: listeners, and UDP without a peer.")
    private boolean listening;

    @Option(names = "-a", hidden = true, description = "All, as without it.")
    private boolean all;

    @Option(names = "-4", hidden = true, description = "IPv4, as the expression 'ip'.")
    private boolean ipv4;

    @Option(names = "-6", hidden = true, description = "IPv6, as the expression 'ip6'.")
    private boolean ipv6;

    @Option(names = "--pid", paramLabel = "N", description = "Only those of this process.")
    private @Nullable Integer pid;

    @Option(names = "--user", paramLabel = "U", description = "Only those of this user's processes.")
    private @Nullable String user;

    @Option(names = "--name", paramLabel = "NAME", description = "Only those of programs of this name.")
    private @Nullable String name;

    @Option(names = "--container", paramLabel = "ID", description = "Only those of this container or pod.")
    private @Nullable String container;

    @Option(names = "--no-time-wait", description = "Not those in TIME_WAIT, which are over.")
    private boolean timeWaitLeftOut;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** What users of {@code ss} are used to type, and is so here without it. */
    @Option(names = "-n", hidden = true, description = "Ports as numbers, as without it.")
    void numeric(boolean asked) {}

    /**
     * Which connections are meant by the options and an expression together.
     *
     * @param words of the expression; none for all
     * @param proc beside which the names of services stand
     */
    public Filter filter(List<String> words, Path proc) {
        Filter filter = Filter.parse(String.join(" ", words), HostPorts.beside(proc));
        for (Filter part : parts()) {
            filter = filter.and(part);
        }
        return filter;
    }

    /**
     * Refuses a user that this host has not, and says where there is no process to wait for.
     *
     * @param search null where none is chosen by what it owns
     */
    public void check(Path proc, @Nullable OwnerSearch search, PrintStream err) {
        String chosen = user;
        if (search != null && chosen != null && search.lacksUser(chosen)) {
            throw wrong(
                    "--user",
                    "no user '" + chosen + "' is in etc/passwd beside " + proc
                            + "; '--getent' asks the name service too");
        }
        if (pid != null && !Files.exists(proc.resolve(Integer.toString(pid)))) {
            err.println("connflux: there is no process " + pid + " under " + proc);
        }
    }

    private List<Filter> parts() {
        List<Filter> parts = new ArrayList<>();
        if (tcp != udp) {
            parts.add(tcp ? Filter.tcp() : Filter.udp());
        }
        if (ipv4 != ipv6) {
            parts.add(Filter.parse(ipv4 ? "ip" : "ip6"));
        }
        if (listening && !all) {
            parts.add(Filter.state(SocketState.LISTEN, SocketState.UNCONNECTED));
        }
        if (timeWaitLeftOut) {
            parts.add(Filter.state(SocketState.TIME_WAIT).negate());
        }
        if (pid != null) {
            if (pid < 1) {
                throw wrong("--pid", "'" + pid + "' is no process id");
            }
            parts.add(Filter.pid(pid));
        }
        if (user != null) {
            parts.add(Filter.user(named("--user", user)));
        }
        if (name != null) {
            parts.add(Filter.process(named("--name", name)));
        }
        if (container != null) {
            parts.add(Filter.container(named("--container", container)));
        }
        return parts;
    }

    private String named(String option, String value) {
        if (value.isEmpty()) {
            throw wrong(option, "'' is nobody's");
        }
        return value;
    }

    private ParameterException wrong(String option, String why) {
        return new ParameterException(command.commandLine(), "Invalid value for option '" + option + "': " + why);
    }
}
