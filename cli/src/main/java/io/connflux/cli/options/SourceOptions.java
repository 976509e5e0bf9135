package io.connflux.cli.options;

import io.connflux.cli.notice.ByteOrderHint;
import io.connflux.cli.notice.NamespaceNotices;
import io.connflux.cli.notice.Notice;
import io.connflux.cli.notice.RawNotices;
import io.connflux.cli.options.trace.NetlinkEnds;
import io.connflux.cli.options.trace.Polls;
import io.connflux.cli.options.value.ByteOrderOption;
import io.connflux.cli.options.value.NetnsOption;
import io.connflux.filter.Filter;
import io.connflux.model.Protocol;
import io.connflux.observation.ObservationSource;
import io.connflux.procfs.ProcNet;
import io.connflux.procfs.RawRecorder;
import io.connflux.stream.netlink.DestroyedSockets;
import io.connflux.stream.netlink.SockDiagSource;
import io.connflux.table.NamespaceSelection;
import io.connflux.table.SnapshotSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is read. */
public final class SourceOptions {

    /** What of the files is kept: hours of a busy host. Too low loses what led to a fault, too high fills a disk. */
    private static final long MOST_RAW = 256L << 20;

    @Option(names = "--proc", paramLabel = "PATH", description = "Where /proc is mounted (default: /proc).")
    private Path proc = Path.of("/proc");

    @Option(names = "--source", paramLabel = "S", description = "By procfs, netlink or auto (default: procfs).")
    private @Nullable ReadBy by;

    @Option(
            names = "--protocol",
            paramLabel = "P",
            split = ",",
            completionCandidates = Protocols.class,
            description = "Only these of tcp,tcp6,udp,udp6 (default: all).")
    private List<String> chosen = List.of();

    @Option(
            names = "--netns",
            paramLabel = "NS",
            converter = NetnsOption.class,
            completionCandidates = NetnsOption.Words.class,
            description = "Network namespaces: all, self, a pid, name or path.")
    private @Nullable NamespaceSelection netns;

    @Option(
            names = "--byte-order",
            paramLabel = "ORDER",
            converter = ByteOrderOption.class,
            completionCandidates = ByteOrderOption.Words.class,
            description = "Of the host that wrote the files: little or big.")
    private ByteOrder byteOrder = ByteOrder.nativeOrder();

    @Option(names = "--raw", paramLabel = "DIR", description = "Keep the files as read, for 'replay DIR'.")
    private @Nullable Path raw;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Null where nobody has asked yet. */
    private @Nullable Way chosenWay;

    /**
     * By which way the table is read.
     *
     * @param why empty where that was chosen
     */
    private record Way(boolean netlink, String why) {}

    /** What a shell offers. */
    static final class Protocols implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Protocol.values()).map(Protocol::label).iterator();
        }
    }

    /**
     * The table that was chosen.
     *
     * @param err where it is said by which way it is read if none was chosen, what cannot be seen of other network namespaces, and what
     *     looks wrong
     * @throws IOException where it cannot be kept as was asked for
     */
    public SnapshotSource source(PrintStream err) throws IOException {
        Way way = way();
        if (by == ReadBy.AUTO) {
            err.println("connflux: the table is read "
                    + (way.netlink() ? "by netlink" : "under " + proc + ": " + way.why()));
        }
        if (way.netlink()) {
            return SockDiagSource.ofThisHost().only(protocols());
        }
        ProcNet files = ProcNet.at(proc).only(protocols()).byteOrder(byteOrder);
        List<Notice> notices = new ArrayList<>(List.of(new ByteOrderHint(err), new NamespaceNotices(err)));
        if (raw != null) {
            RawRecorder recorder = RawRecorder.in(raw, MOST_RAW);
            files = files.recordedBy(recorder);
            notices.add(new RawNotices(recorder, err));
        }
        return Notice.over(netns == null ? files : files.namespaces(netns), notices);
    }

    /**
     * The same with what each connection has carried, which netlink alone tells.
     *
     * @throws ParameterException where something else is asked for that netlink cannot do, or nothing that carries is read
     */
    public SnapshotSource withTraffic() {
        chooseTraffic();
        return SockDiagSource.ofThisHost().only(protocols()).withTraffic();
    }

    /**
     * Refuses what would tell of nothing.
     *
     * @param told what is told of
     * @throws ParameterException where that is UDP alone
     */
    public void checkTraffic(Filter told) {
        if (told.meansUdpAlone()) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--traffic': the kernel counts what TCP carries alone, and '" + told
                            + "' leaves TCP out");
        }
    }

    /**
     * By netlink, as what is carried needs it.
     *
     * @throws ParameterException where something else is asked for that netlink cannot do, or nothing that carries is read
     */
    public void chooseTraffic() {
        if (protocols().stream().noneMatch(Protocol::isTcp)) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--traffic': the kernel counts what TCP carries alone, and '--protocol "
                            + String.join(",", chosen) + "' leaves TCP out");
        }
        if (by == ReadBy.PROCFS) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '--traffic': netlink alone tells what is carried, and '--source procfs' leaves it out");
        }
        chosenWay = netlink("--traffic");
    }

    /** By netlink where that can be used, for who wants to be told of ends and has asked for nothing else. */
    public void preferNetlink() {
        if (by == null && chosenWay == null) {
            chosenWay = netlinkIfUsable();
        }
    }

    /** What tells each end as it happens; null where the table is not read by netlink. */
    public @Nullable ObservationSource ends() {
        return way().netlink() ? DestroyedSockets.ofThisHost().only(protocols()) : null;
    }

    /**
     * What netlink is to tell beside a trace: it knows this host's own sockets.
     *
     * @param complete whether whatever can be told is to be
     * @param polls with the cookies of their rows alone the end of a socket that no poll has seen is told
     */
    public NetlinkEnds besideTrace(boolean complete, Polls polls) {
        if (complete) {
            preferNetlink();
        }
        boolean byNetlink = way().netlink();
        Set<Protocol> datagrams = protocols();
        datagrams.removeIf(each -> each.isTcp() || !byNetlink || !polls.tellUdp());
        return new NetlinkEnds(byNetlink || (complete && by == null && isOwnProc()), datagrams);
    }

    private boolean isOwnProc() {
        return proc.toAbsolutePath().normalize().equals(Path.of("/proc"));
    }

    private Way way() {
        Way known = chosenWay;
        if (known == null) {
            known = switch (by == null ? ReadBy.PROCFS : by) {
                case PROCFS -> new Way(false, "");
                case NETLINK -> netlink("--source");
                case AUTO -> netlinkIfUsable();
            };
            chosenWay = known;
        }
        return known;
    }

    private Way netlink(String option) {
        if (!unfit().isEmpty()) {
            throw new ParameterException(
                    command.commandLine(),
                    "Invalid value for option '" + option
                            + "': netlink tells of this network namespace's table alone, as the"
                            + " kernel has it now, and cannot do what " + unfit() + " asks for");
        }
        return new Way(true, "");
    }

    private Way netlinkIfUsable() {
        if (!unfit().isEmpty()) {
            return new Way(false, "netlink cannot do what " + unfit() + " asks for");
        }
        try {
            SockDiagSource.ofThisHost().only(protocols()).check();
            return new Way(true, "");
        } catch (IOException | IllegalStateException e) {
            return new Way(false, String.valueOf(e.getMessage()));
        }
    }

    /** The option that netlink has no answer to; empty where there is none. */
    private String unfit() {
        if (netns != null) {
            return "--netns";
        }
        if (raw != null) {
            return "--raw";
        }
        if (byteOrder != ByteOrder.nativeOrder()) {
            return "--byte-order";
        }
        return isOwnProc() ? "" : "--proc";
    }

    /** Whether connections of several network namespaces stand beside each other. */
    public boolean hasAllNamespaces() {
        return netns instanceof NamespaceSelection.All;
    }

    /** Where it is read. */
    public Path proc() {
        return proc;
    }

    /** {@code tcp, udp under /proc}. */
    public String words() {
        return protocols().stream().map(Protocol::label).collect(Collectors.joining(", "))
                + (way().netlink() ? " by netlink" : " under " + proc)
                + (netns == null ? "" : NetnsOption.words(netns));
    }

    /** Those that are asked for, all by default. */
    public Set<Protocol> protocols() {
        if (chosen.isEmpty()) {
            return EnumSet.allOf(Protocol.class);
        }
        Set<Protocol> found = EnumSet.noneOf(Protocol.class);
        for (String name : chosen) {
            try {
                found.add(Protocol.valueOf(name.trim().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        command.commandLine(),
                        "Invalid value for option '--protocol': '" + name + "' is none of tcp, tcp6, udp, udp6",
                        e);
            }
        }
        return found;
    }
}
