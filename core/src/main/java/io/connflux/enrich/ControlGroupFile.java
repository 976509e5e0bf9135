package io.connflux.enrich;

import io.connflux.model.ControlGroup;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code /proc/PID/cgroup}: a line for each hierarchy, {@code 12:pids:/path} in version 1 and {@code 0::/path} in version 2. The
 * runtimes put a container's id in the path, each in its own way; no runtime is asked.
 */
final class ControlGroupFile {

    /** An id as the runtimes of OCI containers make it. */
    private static final String ID = "([0-9a-f]{64})";

    private static final Pattern SCOPE = Pattern.compile(
            "(?:^|/)(docker|libpod|cri-containerd|containerd|crio)-(?:conmon-)?" + ID + "(?:\\.scope)?(?:/|$)");
    private static final Pattern DOCKER = Pattern.compile("/docker/" + ID + "(?:/|$)");
    private static final Pattern LIBPOD = Pattern.compile("/libpod_parent/libpod-" + ID + "(?:/|$)");
    private static final Pattern NAMED_CRI =
            Pattern.compile("(?:^|[:/])(cri-containerd):" + ID + "|:cri-containerd:" + ID);
    private static final Pattern KUBEPODS = Pattern.compile("/kubepods[^:]*/" + ID + "(?:/|$)");
    private static final Pattern LXC = Pattern.compile("/lxc(?:\\.payload)?[./]([^/]+)");
    private static final Pattern NSPAWN =
            Pattern.compile("/(?:machine\\.slice/)?(?:systemd-nspawn@([^/]+)\\.service|machine-([^/]+)\\.scope)");
    private static final Pattern POD =
            Pattern.compile("pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})");
    private static final Pattern UNIT = Pattern.compile("/([^/]+\\.(?:service|scope|socket|mount|swap))(?=/|$)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\x([0-9a-f]{2})");

    private ControlGroupFile() {}

    /** Reads a file's text. */
    static ControlGroup parse(String text) {
        ControlGroup found = ControlGroup.NONE;
        for (String line : text.split("\n", -1)) {
            int first = line.indexOf(':');
            int second = line.indexOf(':', first + 1);
            if (first > 0 && second > 0) {
                found = more(found, ofPath(line.substring(second + 1)));
            }
        }
        return found;
    }

    /** Of several hierarchies one may say more than another. */
    private static ControlGroup more(ControlGroup a, ControlGroup b) {
        boolean contained = a.container() != null;
        return new ControlGroup(
                contained ? a.container() : b.container(),
                contained ? a.runtime() : b.runtime(),
                a.pod() == null ? b.pod() : a.pod(),
                a.unit() == null ? b.unit() : a.unit());
    }

    private static ControlGroup ofPath(String path) {
        String pod = last(POD, path, 1);
        pod = pod == null ? null : pod.replace('_', '-');
        String unit = last(UNIT, path, 1);
        Matcher m = SCOPE.matcher(path);
        if (m.find()) {
            return new ControlGroup(m.group(2), runtime(m.group(1)), pod, unit);
        }
        m = LIBPOD.matcher(path);
        if (m.find()) {
            return new ControlGroup(m.group(1), "podman", pod, unit);
        }
        m = NAMED_CRI.matcher(path);
        if (m.find()) {
            return new ControlGroup(m.group(2) == null ? m.group(3) : m.group(2), "containerd", pod, unit);
        }
        m = DOCKER.matcher(path);
        if (m.find()) {
            return new ControlGroup(m.group(1), "docker", pod, unit);
        }
        m = KUBEPODS.matcher(path);
        if (m.find()) {
            return new ControlGroup(m.group(1), "kubernetes", pod, unit);
        }
        m = LXC.matcher(path);
        if (m.find()) {
            return new ControlGroup(m.group(1), "lxc", pod, unit);
        }
        m = NSPAWN.matcher(path);
        if (m.find()) {
            String name = m.group(1) == null ? m.group(2) : m.group(1);
            return new ControlGroup(unescaped(name), "systemd-nspawn", pod, unit);
        }
        return new ControlGroup(null, null, pod, unit);
    }

    private static String runtime(String prefix) {
        return switch (prefix) {
            case "libpod" -> "podman";
            case "crio" -> "cri-o";
            case "cri-containerd" -> "containerd";
            default -> prefix;
        };
    }

    private static @Nullable String last(Pattern pattern, String path, int group) {
        Matcher m = pattern.matcher(path);
        String found = null;
        while (m.find()) {
            found = m.group(group);
        }
        return found;
    }

    /** systemd writes a hyphen in a name as {@code \x2d}. */
    private static String unescaped(String name) {
        return ESCAPE.matcher(name)
                .replaceAll(m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))));
    }
}
