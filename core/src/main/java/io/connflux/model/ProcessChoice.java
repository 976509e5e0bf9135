package io.connflux.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which processes are meant: one of each set that is not empty has to be true of them.
 *
 * @param pids in the pid namespace of the {@code /proc} that is read
 * @param names of the process, or of its program without the directory
 * @param users names or ids of effective users
 * @param containers ids, or how they start; or the uids of pods
 */
public record ProcessChoice(Set<Integer> pids, Set<String> names, Set<String> users, Set<String> containers) {

    /** Any process: none comes before another. */
    public static final ProcessChoice ANY = new ProcessChoice(Set.of(), Set.of(), Set.of(), Set.of());

    public ProcessChoice {
        pids = Set.copyOf(pids);
        names = Set.copyOf(names);
        users = Set.copyOf(users);
        containers = Set.copyOf(containers);
    }

    /** Whether a process is meant. */
    public boolean matches(OwnerProcess process) {
        return hasPid(process.pid())
                && (names.isEmpty() || hasName(process.name()) || hasProgram(process.executable()))
                && hasUser(process.uid(), process.user())
                && hasContainer(process.group().container(), process.group().pod());
    }

    public boolean hasPid(int pid) {
        return pids.isEmpty() || pids.contains(pid);
    }

    public boolean hasName(String name) {
        return names.isEmpty() || names.contains(name);
    }

    public boolean hasProgram(@Nullable String executable) {
        return executable != null && names.contains(executable.substring(executable.lastIndexOf('/') + 1));
    }

    public boolean hasUser(long uid, @Nullable String user) {
        return users.isEmpty() || users.contains(Long.toString(uid)) || (user != null && users.contains(user));
    }

    public boolean hasContainer(@Nullable String id, @Nullable String pod) {
        return containers.isEmpty()
                || (pod != null && containers.contains(pod))
                || (id != null && containers.stream().anyMatch(id::startsWith));
    }
}
