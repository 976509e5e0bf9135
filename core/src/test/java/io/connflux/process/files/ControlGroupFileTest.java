package io.connflux.process.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.ControlGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is said of control groups that were captured: {@code captured/cgroup/ABOUT.md} tells where, and {@code expected.txt}
 * beside it what they mean. What could not be captured here is in a test of its own, and says so.
 */
class ControlGroupFileTest {

    private static final Path CAPTURED = Path.of("src/test/resources/captured/cgroup");

    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String POD = "12345678-9abc-def0-1234-56789abcdef0";

    /** A line: file, container, runtime, pod and unit; {@code -} for none. */
    private static List<List<String>> expected() throws IOException {
        try (Stream<String> lines = Files.lines(CAPTURED.resolve("expected.txt"))) {
            return lines.filter(line -> !line.isBlank())
                    .map(line -> List.of(line.strip().split(" +", -1)))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("expected")
    void what_was_captured_says(List<String> expected) throws IOException {
        ControlGroup group = ControlGroupFile.parse(Files.readString(CAPTURED.resolve(expected.get(0))));
        assertThat(Stream.of(group.container(), group.runtime(), group.pod(), group.unit())
                        .map(ControlGroupFileTest::brief))
                .isEqualTo(expected.subList(1, 5));
    }

    /** Ids as {@code docker ps} shortens them: lines are for people. */
    private static String brief(@Nullable String told) {
        return told == null ? "-" : told.replaceAll("\\b([0-9a-f]{12})[0-9a-f]{52}\\b", "$1");
    }

    @Test
    void nothing_was_captured_of_which_it_is_not_written_what_it_says() throws IOException {
        Set<String> written =
                expected().stream().map(line -> line.get(0)).collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.walk(CAPTURED)) {
            assertThat(files.filter(file -> file.getParent() != null
                                    && !file.getParent().equals(CAPTURED))
                            .filter(Files::isRegularFile)
                            .map(file -> CAPTURED.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(written);
        }
    }

    private static ControlGroup of(String path) {
        return ControlGroupFile.parse("0::" + path + "\n");
    }

    /**
     * Not captured: no cri-o can be had where the rest was. The forms are those of cri-o/cri-o#812 and opencontainers/runc#4620,
     * and crun's {@code container} is that of the captured podman.
     */
    @Test
    void cri_o_as_its_issues_show_it() {
        String slice =
                "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + POD.replace('-', '_') + ".slice";
        ControlGroup expected = new ControlGroup(ID, "cri-o", POD, "crio-" + ID + ".scope");
        assertThat(of(slice + "/crio-" + ID + ".scope")).isEqualTo(expected);
        assertThat(of(slice + "/crio-" + ID + ".scope/container")).isEqualTo(expected);
        assertThat(of("/kubepods/besteffort/pod" + POD + "/crio-" + ID))
                .isEqualTo(new ControlGroup(ID, "cri-o", POD, null));
        assertThat(of(slice + "/crio-conmon-" + ID + ".scope").container())
                .as("its monitor is in no container")
                .isNull();
    }

    /** Not captured: kind is a node in a container, its form that of kubernetes/minikube#11280. */
    @Test
    void of_a_container_in_a_container_it_is_the_inner_one() {
        String outer = ID.replace('0', 'f');
        String pod = "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod" + POD.replace('-', '_') + ".slice";
        assertThat(of("/system.slice/docker-" + outer + ".scope" + pod + "/cri-containerd-" + ID + ".scope"))
                .isEqualTo(new ControlGroup(ID, "containerd", POD, "cri-containerd-" + ID + ".scope"));
        assertThat(of("/docker/" + outer + "/kubelet/kubepods/besteffort/pod" + POD + "/" + ID))
                .isEqualTo(new ControlGroup(ID, "kubernetes", POD, null));
        assertThat(of("/lxc.payload.web/docker/" + ID)).isEqualTo(new ControlGroup(ID, "docker", null, null));
        assertThat(of("/docker/" + ID + "/system.slice/ssh.service"))
                .isEqualTo(new ControlGroup(ID, "docker", null, "ssh.service"));
    }

    /** Not captured: libvirt's names, as its documentation of control groups has them. */
    @Test
    void a_virtual_machine_is_no_container() {
        assertThat(of("/machine.slice/machine-qemu\\x2d1\\x2dweb.scope/libvirt/emulator"))
                .isEqualTo(new ControlGroup(null, null, null, "machine-qemu\\x2d1\\x2dweb.scope"));
        assertThat(of("/machine.slice/machine-qemu\\x2dbuilder.scope/payload").container())
                .as("a machine that is called so")
                .isEqualTo("qemu-builder");
    }

    @Test
    void an_id_that_is_not_whole_and_a_word_in_a_name_are_no_container() {
        assertThat(of("/docker/" + ID + "0").container()).isNull();
        assertThat(of("/docker/" + ID.substring(1)).container()).isNull();
        assertThat(of("/system.slice/docker.service").container()).isNull();
        assertThat(of("/system.slice/my-docker-" + ID + ".service").container()).isNull();
        assertThat(of("/lxc").container()).isNull();
        assertThat(of("/kubepods/pod" + POD + "x/y").pod()).isNull();
    }

    @Test
    void what_is_no_control_group_says_nothing() {
        assertThat(of("/")).isEqualTo(ControlGroup.NONE);
        assertThat(ControlGroupFile.parse("")).isEqualTo(ControlGroup.NONE);
        assertThat(ControlGroupFile.parse("no colons at all\n:\n::\n")).isEqualTo(ControlGroup.NONE);
    }
}
