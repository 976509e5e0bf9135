package io.connflux.stream.tracefs.instance;

import io.connflux.stream.tracefs.entry.TraceEvent;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a group may read of an instance: the events and what their bytes mean. Nobody of it may set or begin anything.
 *
 * @param group that may
 */
public record GroupAccess(GroupPrincipal group) {

    private static final String FOLDER = "rwxr-x---";
    private static final String FILE = "rw-r-----";

    /**
     * That of a group of this host.
     *
     * @param group its name or number
     * @throws IOException where there is no such group
     */
    public static GroupAccess of(String group) throws IOException {
        try {
            return new GroupAccess(
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(group));
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("there is no group '" + group + "' here: groupadd --system " + group, e);
        }
    }

    /**
     * Gives it.
     *
     * @throws IOException where it cannot be given
     */
    public void give(TraceInstance instance) throws IOException {
        for (Path each : read(instance)) {
            if (Files.exists(each)) {
                PosixFileAttributeView view = Files.getFileAttributeView(each, PosixFileAttributeView.class);
                view.setGroup(group);
                view.setPermissions(PosixFilePermissions.fromString(Files.isDirectory(each) ? FOLDER : FILE));
            }
        }
    }

    private static List<Path> read(TraceInstance instance) throws IOException {
        List<Path> all = new ArrayList<>();
        Path folder = instance.folder();
        Path events = instance.events();
        all.add(folder);
        all.addAll(List.of(folder.resolve("trace_clock"), folder.resolve("tracing_on")));
        all.add(folder.resolve("per_cpu"));
        try (Stream<Path> cpus = Files.list(folder.resolve("per_cpu"))) {
            cpus.forEach(cpu -> all.addAll(List.of(cpu, cpu.resolve("trace_pipe_raw"), cpu.resolve("stats"))));
        }
        all.addAll(List.of(events, events.resolve("header_page"), events.resolve("header_event")));
        for (TraceEvent event : TraceEvent.values()) {
            Path of = event.in(events);
            Path system = of.getParent();
            if (system != null) {
                all.add(system);
            }
            all.addAll(List.of(of, of.resolve("format"), of.resolve("enable")));
        }
        return all;
    }
}
