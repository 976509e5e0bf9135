package io.connflux.stream.tracefs.entry;

import io.connflux.stream.tracefs.page.EventFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * The kinds of events that are asked for. What {@code tcp_destroy_sock} could add is no fact that is told; nor what the scheduler tells of
 * processes: {@code sched_process_fork} does not say whether a thread or a process was made, an exec sets the name, which {@code
 * task_rename} says, and whoever begins takes the place of one that has exited.
 */
public enum TraceEvent {
    STATE_CHANGE("sock/inet_sock_set_state", "protocol == 6"),
    RESET_RECEIVED("tcp/tcp_receive_reset", ""),
    RESET_SENT("tcp/tcp_send_reset", ""),
    /** Only of a last FIN: in {@code LAST_ACK} and {@code CLOSING}, by their numbers in {@code include/net/tcp_states.h}. */
    FIN_REPEATED("tcp/tcp_retransmit_skb", "(state == 9 || state == 11)"),
    ERROR_REPORT("sock/inet_sk_error_report", "protocol == 6"),
    TASK_BEGUN("task/task_newtask", ""),
    TASK_RENAMED("task/task_rename", "");

    private final String path;
    private final String filter;

    TraceEvent(String path, String filter) {
        this.path = path;
        this.filter = filter;
    }

    /** Its folder. */
    public Path in(Path events) {
        return events.resolve(path);
    }

    /** Which of them the kernel is to tell, in its language; empty for all. */
    public String filter() {
        return filter;
    }

    /**
     * Whether it can be there: who may not look into the folder of a system cannot say that it is not.
     *
     * @param events the folder {@code events} of a trace or an instance
     */
    public boolean mayBeIn(Path events) {
        Path system = in(events).getParent();
        return Files.exists(in(events)) || (system != null && Files.exists(system) && !Files.isExecutable(system));
    }

    /** Whether all comes that speaks against an end in order: without that no such end can be told from others. */
    public static boolean proveOrder(Set<TraceEvent> told) {
        return told.containsAll(EnumSet.of(RESET_RECEIVED, RESET_SENT, FIN_REPEATED));
    }

    /** Whether it has the ports of a socket. */
    public boolean hasPorts() {
        return this != RESET_SENT && !isOfTasks();
    }

    /**
     * Whether it has the family of a socket too, which before Linux 5.13 some have not.
     *
     * @param events the folder {@code events} of an instance
     * @throws IOException where the kernel does not say what it has
     */
    public boolean hasFamily(Path events) throws IOException {
        return hasPorts()
                && EventFormat.read(in(events).resolve("format")).fields().containsKey("family");
    }

    /** Whether it is about threads, and only says who did what others tell. */
    public boolean isOfTasks() {
        return path.startsWith("task/");
    }

    /** As the kernel's tools write it: {@code sock:inet_sock_set_state}. */
    public String label() {
        return path.replace('/', ':');
    }
}
