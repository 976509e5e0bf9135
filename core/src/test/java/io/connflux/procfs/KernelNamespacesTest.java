package io.connflux.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.connflux.event.ConnectionEvent;
import io.connflux.model.Connection;
import io.connflux.model.NetworkNamespace;
import io.connflux.model.SocketState;
import io.connflux.procfs.netns.ProcessNamespaces;
import io.connflux.table.NamespaceSelection;
import io.connflux.table.Snapshot;
import io.connflux.track.Subscriber;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Namespaces that come and go in this machine's kernel, with sockets inside. */
class KernelNamespacesTest {

    private static final int MANY = 24;
    private static final int PORT = 24_680;

    private final ProcNet all = ProcNet.at(Path.of("/proc")).namespaces(new NamespaceSelection.All());
    private final Subscriber tracker = new Subscriber(false);
    private final List<ConnectionEvent> events = new ArrayList<>();
    private @Nullable KernelNamespaces made;

    @BeforeEach
    void make() throws Exception {
        made = new KernelNamespaces();
        poll();
        poll();
    }

    @AfterEach
    void delete() throws Exception {
        if (made != null) {
            made.close();
        }
    }

    private KernelNamespaces kernel() {
        assertThat(made).isNotNull();
        return made;
    }

    private Snapshot poll() throws IOException {
        Snapshot snapshot = all.read();
        tracker.reconcile(snapshot).forEach(events::add);
        return snapshot;
    }

    /** {@code name event local>remote} of the namespaces made here, states aside: they pass at their own pace. */
    private List<String> told(String... names) {
        Set<String> ours = Set.of(names);
        List<String> lines = new ArrayList<>();
        for (ConnectionEvent event : events) {
            if (event instanceof ConnectionEvent.Change change
                    && !(event instanceof ConnectionEvent.StateChanged)
                    && ours.contains(change.connection().namespace().toString())) {
                Connection c = change.connection();
                lines.add(c.namespace() + " " + event.name() + " " + c.local().port() + ">"
                        + c.remote().port());
            }
        }
        return lines;
    }

    private static List<String> three(String name, String event) {
        return List.of(
                name + " " + event + " " + PORT + ">0",
                name + " " + event + " " + PORT + ">" + (PORT + 1),
                name + " " + event + " " + (PORT + 1) + ">" + PORT);
    }

    @Test
    void dozens_that_come_and_go_have_the_same_tuples_and_connections_of_their_own() throws Exception {
        Map<String, Process> holders = new TreeMap<>();
        for (int i = 0; i < MANY; i++) {
            String name = kernel().add(Integer.toString(i));
            holders.put(name, kernel().hold(name, "127.0.0.1", PORT));
            poll();
        }
        String[] names = holders.keySet().toArray(String[]::new);
        List<String> expected = new ArrayList<>();
        holders.keySet().forEach(name -> expected.addAll(three(name, "opened")));
        await().untilAsserted(() -> {
            poll();
            assertThat(told(names)).containsExactlyInAnyOrderElementsOf(expected);
        });
        for (Map.Entry<String, Process> entry : holders.entrySet()) {
            kernel().end(entry.getValue());
            kernel().delete(entry.getKey());
            expected.addAll(three(entry.getKey(), "closed"));
            poll();
        }
        await().untilAsserted(() -> {
            poll();
            assertThat(told(names)).containsExactlyInAnyOrderElementsOf(expected);
        });
        assertThat(events).noneMatch(ConnectionEvent.Lost.class::isInstance);
    }

    @Test
    void an_unnamed_one_lives_as_long_as_a_process_is_in_it() throws Exception {
        Process first = kernel().holdUnnamed(PORT, "unshare", "-n");
        String inode = Long.toString(KernelNamespaces.inodeOf(first));
        Process second = kernel().inside(first, PORT + 10);
        await().untilAsserted(() -> {
            poll();
            assertThat(told(inode)).hasSize(6);
        });
        Snapshot before = poll();
        assertThat(before.namespaces())
                .filteredOn(each -> each.namespace().toString().equals(inode))
                .hasSize(1);
        kernel().end(first);
        await().untilAsserted(() -> {
            poll();
            assertThat(told(inode)).contains(inode + " closed " + PORT + ">0");
        });
        assertThat(told(inode)).noneMatch(line -> line.contains(" closed " + (PORT + 10) + ">"));
        kernel().end(second);
        await().untilAsserted(() -> {
            poll();
            assertThat(told(inode).stream().filter(line -> line.contains(" closed ")))
                    .hasSize(6);
        });
        assertThat(events).noneMatch(ConnectionEvent.Lost.class::isInstance);
    }

    @Test
    void both_ends_of_a_connection_over_veth_are_in_their_namespaces() throws Exception {
        String left = kernel().add("left");
        String right = kernel().add("right");
        kernel().ip("-n", left, "link", "add", "cfx0", "type", "veth", "peer", "name", "cfx1", "netns", right);
        kernel().ip("-n", left, "addr", "add", "10.77.0.1/30", "dev", "cfx0");
        kernel().ip("-n", right, "addr", "add", "10.77.0.2/30", "dev", "cfx1");
        kernel().ip("-n", left, "link", "set", "cfx0", "up");
        kernel().ip("-n", right, "link", "set", "cfx1", "up");
        kernel().hold(right, "10.77.0.2", PORT);
        kernel().connect(left, "10.77.0.2", PORT);
        await().untilAsserted(() -> {
            Snapshot snapshot = poll();
            assertThat(snapshot.connections())
                    // Others may have the same addresses in namespaces of their own.
                    .filteredOn(c -> left.equals(c.namespace().name())
                            || right.equals(c.namespace().name()))
                    .filteredOn(c -> c.state() == SocketState.ESTABLISHED
                            && (c.local().toString().startsWith("10.77.0.1:")
                                    || c.remote().toString().startsWith("10.77.0.1:")))
                    .extracting(c -> c.namespace().name() + " " + (c.local().port() == PORT ? "server" : "client"))
                    .containsExactlyInAnyOrder(left + " client", right + " server");
        });
    }

    @Test
    void a_named_one_without_a_process_is_said_to_be_unseen() throws Exception {
        String name = kernel().add("empty");
        assertThat(poll().unseen().withoutProcess())
                .extracting(NetworkNamespace::name)
                .contains(name);
        kernel().hold(name, "127.0.0.1", PORT);
        assertThat(poll().unseen().withoutProcess())
                .extracting(NetworkNamespace::name)
                .doesNotContain(name);
    }

    @Test
    void one_is_chosen_by_process_or_by_file() throws Exception {
        String name = kernel().add("one");
        Process holder = kernel().hold(name, "127.0.0.1", PORT);
        ProcNet net = ProcNet.at(Path.of("/proc"));
        for (NamespaceSelection selection : List.of(
                new NamespaceSelection.OfProcess(holder.pid()),
                new NamespaceSelection.BoundTo(Path.of("/run/netns", name)),
                new NamespaceSelection.BoundTo(Path.of("/proc/" + holder.pid() + "/ns/net")))) {
            Snapshot snapshot = net.namespaces(selection).read();
            assertThat(snapshot.connections())
                    .as(selection.toString())
                    .hasSize(3)
                    .allMatch(c -> name.equals(c.namespace().name()));
        }
        Snapshot own = net.namespaces(new NamespaceSelection.Own()).read();
        assertThat(own.namespaces()).singleElement().satisfies(each -> assertThat(
                        each.namespace().inode())
                .isEqualTo(new ProcessNamespaces(Path.of("/proc")).namespaceOf("self")));
    }

    @Test
    void one_that_a_user_without_privilege_made_is_read() throws Exception {
        String[] nobody = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "unshare", "-rn"};
        List<String> probe = new ArrayList<>(List.of(nobody));
        probe.addAll(List.of("python3", "-V"));
        try {
            assumeTrue(
                    KernelNamespaces.run(probe.toArray(String[]::new)) == 0,
                    "a user without privilege may not 'unshare -rn python3' here");
        } catch (IOException e) {
            assumeTrue(false, "no setpriv here to become another user with: " + e.getMessage());
        }
        Process holder = kernel().holdUnnamed(PORT, nobody);
        String inode = Long.toString(KernelNamespaces.inodeOf(holder));
        await().untilAsserted(() -> {
            poll();
            assertThat(new HashSet<>(told(inode))).isEqualTo(new HashSet<>(three(inode, "opened")));
        });
    }
}
