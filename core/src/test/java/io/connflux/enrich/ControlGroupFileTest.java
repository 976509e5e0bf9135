package io.connflux.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.model.ControlGroup;
import org.junit.jupiter.api.Test;

/**
 * The forms are those that the runtimes document and write in their sources; they were written down here, not captured, since
 * no runtime can be started where this was made.
 */
class ControlGroupFileTest {

    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String POD = "12345678-9abc-def0-1234-56789abcdef0";

    private static ControlGroup of(String path) {
        return ControlGroupFile.parse("0::" + path + "\n");
    }

    @Test
    void a_service_of_systemd_is_a_unit_and_no_container() {
        assertThat(of("/system.slice/nginx.service")).isEqualTo(new ControlGroup(null, null, null, "nginx.service"));
        assertThat(of("/user.slice/user-1000.slice/user@1000.service/app.slice/firefox.scope")
                        .unit())
                .isEqualTo("firefox.scope");
        assertThat(of("/")).isEqualTo(ControlGroup.NONE);
        assertThat(ControlGroupFile.parse("")).isEqualTo(ControlGroup.NONE);
        assertThat(ControlGroupFile.parse("no colons at all\n:\n::\n")).isEqualTo(ControlGroup.NONE);
    }

    @Test
    void docker_with_the_systemd_driver_and_with_cgroupfs() {
        assertThat(of("/system.slice/docker-" + ID + ".scope"))
                .isEqualTo(new ControlGroup(ID, "docker", null, "docker-" + ID + ".scope"));
        assertThat(of("/docker/" + ID)).isEqualTo(new ControlGroup(ID, "docker", null, null));
        assertThat(ControlGroupFile.parse("12:pids:/docker/" + ID + "\n1:name=systemd:/docker/" + ID + "\n")
                        .container())
                .isEqualTo(ID);
    }

    @Test
    void podman_with_root_and_without() {
        assertThat(of("/machine.slice/libpod-" + ID + ".scope/container").runtime())
                .isEqualTo("podman");
        assertThat(of("/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + ID + ".scope")
                        .container())
                .isEqualTo(ID);
        assertThat(of("/libpod_parent/libpod-" + ID)).isEqualTo(new ControlGroup(ID, "podman", null, null));
    }

    @Test
    void kubernetes_with_containerd_and_cri_o_tells_the_pod() {
        String slice =
                "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod" + POD.replace('-', '_') + ".slice";
        assertThat(of(slice + "/cri-containerd-" + ID + ".scope"))
                .isEqualTo(new ControlGroup(ID, "containerd", POD, "cri-containerd-" + ID + ".scope"));
        assertThat(of(slice + "/crio-" + ID + ".scope").runtime()).isEqualTo("cri-o");
        assertThat(of("/kubepods/burstable/pod" + POD + "/" + ID))
                .isEqualTo(new ControlGroup(ID, "kubernetes", POD, null));
        assertThat(of("/system.slice/containerd.service/kubepods-burstable-pod" + POD.replace('-', '_')
                        + ".slice:cri-containerd:" + ID))
                .extracting(ControlGroup::container, ControlGroup::runtime, ControlGroup::pod)
                .containsExactly(ID, "containerd", POD);
    }

    @Test
    void lxc_and_nspawn_go_by_names() {
        assertThat(of("/lxc.payload.web1/system.slice/ssh.service"))
                .isEqualTo(new ControlGroup("web1", "lxc", null, "ssh.service"));
        assertThat(of("/lxc/web2/init.scope").container()).isEqualTo("web2");
        assertThat(of("/machine.slice/systemd-nspawn@db.service/payload").container())
                .isEqualTo("db");
        assertThat(of("/machine.slice/machine-my\\x2ddb.scope"))
                .extracting(ControlGroup::container, ControlGroup::runtime)
                .containsExactly("my-db", "systemd-nspawn");
    }
}
