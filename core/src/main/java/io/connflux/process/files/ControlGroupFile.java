package io.connflux.process.files;

import io.connflux.model.ControlGroup;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/PID/cgroup}: a line for each hierarchy, {@code 12:pids:/path} in version 1 and {@code 0::/path} in version 2. The
 * runtimes put a container's id in the path, each in its own way; no runtime is asked.
 *
 * <p>Containers run in containers, and units in both: the innermost is told, which is the one that the process is in. What a
 * runtime keeps outside for each container, such as conmon, the monitor of lxc and systemd-nspawn itself, is in no container.
 */
final class ControlGroupFile {

    /** An id as the runtimes of OCI containers make it. */
    private static final String ID = "([0-9a-f]{64})";

    /** How a runtime names the control groups of its containers. */
    private record Naming(@Nullable String runtime, Pattern path) {

        /** @param form of one or more directories; its group is the container */
        static Naming of(@Nullable String runtime, String form) {
            return new Naming(runtime, whole(form));
        }

        /** With the systemd driver, and with cgroupfs, which may be given systemd's notation and takes it for a name. */
        static Naming prefixed(String runtime, String prefix) {
            return of(runtime, "(?:[^/:]+\\.slice:)?" + prefix + "[-:]" + ID + "(?:\\.scope)?");
        }
    }

    private static final List<Naming> NAMINGS = List.of(
            Naming.prefixed("docker", "docker"),
            Naming.of("docker", "docker/" + ID),
            // A step of a build: BuildKit makes ids of its own.
            Naming.of("docker", "(?:docker/buildkit/|[^/:]+\\.slice:docker:)([0-9a-z]{25})"),
            Naming.prefixed("podman", "libpod(?:-payload)?"),
            Naming.prefixed("containerd", "(?:cri-containerd|containerd|nerdctl)"),
            Naming.prefixed("cri-o", "crio"),
            Naming.of("lxc", "lxc(?:/|\\.payload[./])([^/]+)(?!/lxc\\.monitor)"),
            // Without the payload it may be a virtual machine of libvirt's, or systemd-nspawn itself.
            Naming.of("systemd-nspawn", "systemd-nspawn@([^/]+)\\.service/payload"),
            Naming.of("systemd-nspawn", "machine-([^/]+)\\.scope/payload"),
            // cgroupfs under a parent that says nothing of who asked for it.
            Naming.of(null, ID));

    /** A static pod's uid is a hash. */
    private static final Pattern POD = whole(
            "(?:[^/]*-)?pod([0-9a-f]{32}|[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12})(?:\\.slice(?::[^/]*)?)?");

    private static final Pattern UNIT = whole("_?([^/]+\\.(?:service|scope|socket|mount|swap))");

    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})");

    private ControlGroupFile() {}

    /** Reads a file's text. */
    static ControlGroup parse(String text) {
        ControlGroup found = ControlGroup.NONE;
        for (String path : paths(text)) {
            ControlGroup group = ofPath(path);
            if (group.container() != null) {
                return group;
            }
            found = found.equals(ControlGroup.NONE) ? group : found;
        }
        return found;
    }

    /** systemd's own hierarchy first: under the others of version 1 it may make no directory for a unit. */
    private static List<String> paths(String text) {
        return Stream.of(text.split("\n", -1))
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3)
                .sorted(Comparator.comparing(fields -> !fields[1].equals("name=systemd")))
                .map(fields -> fields[2])
                .toList();
    }

    private static ControlGroup ofPath(String path) {
        String pod = last(POD, path);
        String unit = last(UNIT, path);
        String container = null;
        String runtime = null;
        int innermost = -1;
        for (Naming naming : NAMINGS) {
            Matcher m = naming.path().matcher(path);
            while (m.find()) {
                if (m.start(1) > innermost) {
                    innermost = m.start(1);
                    container = unescaped(m.group(1));
                    runtime = naming.runtime();
                }
            }
        }
        if (container != null && runtime == null && pod != null) {
            runtime = "kubernetes";
        }
        return new ControlGroup(container, runtime, pod == null ? null : pod.replace('_', '-'), unit);
    }

    private static Pattern whole(String directories) {
        return Pattern.compile("(?<=/)" + directories + "(?=/|$)");
    }

    private static @Nullable String last(Pattern pattern, String path) {
        Matcher m = pattern.matcher(path);
        String found = null;
        while (m.find()) {
            found = m.group(1);
        }
        return found;
    }

    /** systemd writes a hyphen in a machine's name as {@code \x2d}. */
    private static String unescaped(String name) {
        return ESCAPE.matcher(name)
                .replaceAll(m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))));
    }
}
