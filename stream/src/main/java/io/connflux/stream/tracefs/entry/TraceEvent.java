package io.connflux.stream.tracefs.entry;

import java.nio.file.Path;

/**
 * The kinds of events that are asked for. What {@code tcp_destroy_sock} could add is no fact that is told; nor what the scheduler tells of
 * processes: {@code sched_process_fork} does not say whether a thread or a process was made, an exec sets the name, which {@code
 * task_rename} says, and whoever begins takes the place of one that has exited.
 */
public enum TraceEvent {
    STATE_CHANGE("sock/inet_sock_set_state", true),
    RESET_RECEIVED("tcp/tcp_receive_reset", false),
    RESET_SENT("tcp/tcp_send_reset", false),
    ERROR_REPORT("sock/inet_sk_error_report", true),
    TASK_BEGUN("task/task_newtask", false),
    TASK_RENAMED("task/task_rename", false);

    private final String path;
    private final boolean ofManyProtocols;

    TraceEvent(String path, boolean ofManyProtocols) {
        this.path = path;
        this.ofManyProtocols = ofManyProtocols;
    }

    /** Its folder. */
    public Path in(Path events) {
        return events.resolve(path);
    }

    /** Whether the kernel tells it of other protocols than TCP too; it has a field for that. */
    public boolean isOfManyProtocols() {
        return ofManyProtocols;
    }

    /** Whether it has the ports of a socket. */
    public boolean hasPorts() {
        return this != RESET_SENT && !isOfTasks();
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
