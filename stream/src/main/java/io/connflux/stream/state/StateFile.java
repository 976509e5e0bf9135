package io.connflux.stream.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Where a stream keeps what it knows, for the run after this one: the table with its ids and owners, and how far each subscriber
 * that {@link io.connflux.stream.ConnectionStream#goingOn} was told of it.
 *
 * <p>Each poll is written before anybody is told of it, and each batch of events before it is delivered: whatever ends the process,
 * nothing is told twice. The file is for one process at a time, is readable by its user alone, and has at most a few times the size
 * of the table. Immutable: each setting gives a new one.
 */
public final class StateFile {

    private static final Path BOOT_ID = Path.of("sys/kernel/random/boot_id");

    private final Path path;
    private final String scope;
    private final Path proc;
    private final Consumer<String> said;

    private StateFile(Path path, String scope, Path proc, Consumer<String> said) {
        this.path = path;
        this.scope = scope;
        this.proc = proc;
        this.said = said;
    }

    /** A file that need not be there yet, in a folder that is. */
    public static StateFile at(Path path) {
        return new StateFile(Objects.requireNonNull(path, "path"), "", Path.of("/proc"), words -> {});
    }

    /**
     * What the stream is of, as its settings say it: which files, which namespaces. A file of another scope is refused, since
     * what the other stream did not look at would be taken for closed.
     */
    public StateFile scope(String words) {
        return new StateFile(path, Objects.requireNonNull(words, "scope"), proc, said);
    }

    /** The {@code /proc} of the host, which tells one boot from the other: {@code /proc} unless said otherwise. */
    public StateFile proc(Path of) {
        return new StateFile(path, scope, Objects.requireNonNull(of, "proc"), said);
    }

    /**
     * Who is told, in a sentence for people, that a run goes on with an earlier one, that the file was damaged, and that it cannot be
     * written for now. Called on the threads that poll and deliver.
     */
    public StateFile saying(Consumer<String> listener) {
        return new StateFile(path, scope, proc, Objects.requireNonNull(listener, "saying"));
    }

    Path path() {
        return path;
    }

    String scope() {
        return scope;
    }

    void say(String words) {
        said.accept(path + " " + words);
    }

    /** The boot's UUID; empty where the host does not tell it. */
    String bootId() {
        try {
            return Files.readString(proc.resolve(BOOT_ID)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
