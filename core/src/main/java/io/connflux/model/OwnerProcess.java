package io.connflux.model;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A process that holds a socket. Its identity is {@code pid} and {@code startTicks} together: the kernel gives a pid out again.
 *
 * <p>Names and command lines are arbitrary bytes: what is no UTF-8, or a control character, is U+FFFD here.
 *
 * @param pid in the pid namespace of the {@code /proc} that was read
 * @param startTicks when it started, in clock ticks since boot (field 22 of {@code /proc/PID/stat}, {@code proc_pid_stat} in
 *     {@code fs/proc/array.c})
 * @param started the same as a time, of the clock as it went when the search began: in hundredths of a second, or in whole
 *     seconds where the {@code /proc} tells the time of boot no better. Not an identity: another search may say a hundredth more
 * @param name {@code comm}, at most 15 bytes
 * @param executable where its program is; null where that may not be read, or a kernel thread has none
 * @param commandLine its arguments, a space between two, at most 1,000 characters; null where it has none
 * @param uid its effective user id; {@link #UNKNOWN_UID} where it was gone before anybody could look
 * @param user that user's name; null where the user database has none
 * @param group where it runs
 */
public record OwnerProcess(
        int pid,
        long startTicks,
        Instant started,
        String name,
        @Nullable String executable,
        @Nullable String commandLine,
        long uid,
        @Nullable String user,
        ControlGroup group) {

    /** Nobody has read it. */
    public static final long UNKNOWN_UID = -1;

    /** The same process under an earlier name, of whose program nothing is known any more. */
    public OwnerProcess under(String formerName) {
        return new OwnerProcess(pid, startTicks, started, formerName, null, null, uid, user, group);
    }

    /** The same process, with the name of its user. */
    public OwnerProcess ofUser(String name) {
        return new OwnerProcess(pid, startTicks, started, this.name, executable, commandLine, uid, name, group);
    }

    /** All but {@link #started}, which {@link #startTicks} says more exactly. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof OwnerProcess process
                        && isSame(process)
                        && uid == process.uid
                        && name.equals(process.name)
                        && Objects.equals(executable, process.executable)
                        && Objects.equals(commandLine, process.commandLine)
                        && Objects.equals(user, process.user)
                        && group.equals(process.group));
    }

    @Override
    public int hashCode() {
        return Objects.hash(pid, startTicks, name);
    }

    /** Whether it is one process with another, which may have changed its program meanwhile. */
    public boolean isSame(OwnerProcess other) {
        return pid == other.pid && startTicks == other.startTicks;
    }
}
