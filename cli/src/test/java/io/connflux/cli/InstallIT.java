package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package as dpkg installs, upgrades, removes and purges it: nothing is left, and the archive is one that is used. */
class InstallIT {

    @TempDir
    private Path files;

    @BeforeEach
    void hasTheRight() throws Exception {
        assumeTrue(HostProgram.succeeds("dpkg-deb", "--version"), "no dpkg here");
        assumeTrue(Objects.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), 0), "not root here");
        Path dir = Files.createDirectory(files.resolve("try"));
        assumeTrue(
                HostProgram.succeeds(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "mount -t tmpfs none $0 && cd $0 && mkdir u w r"
                                + " && mount -t overlay -o lowerdir=/,upperdir=u,workdir=w overlay r",
                        dir.toString()),
                "no right to mount an overlay here");
    }

    @Test
    void on_this_host_nothing_is_left_after_it() throws Exception {
        assumeTrue(
                HostProgram.succeeds(
                        "sh",
                        "-c",
                        "dpkg-query -W -f '${db:Status-Abbrev} ${Provides}\n' | grep -q '^ii.*java17-runtime-headless'"),
                "no Java of a package here");
        assumeFalse(HostProgram.succeeds("dpkg-query", "-W", "connflux"), "installed here already");
        assertThat(install("/")).isEmpty();
    }

    /** Half a minute or more, and a hundred megabytes of the distribution's. */
    @Test
    @Tag("install")
    void in_a_bare_system_nothing_is_left_after_it() throws Exception {
        assumeTrue(HostProgram.succeeds("mmdebstrap", "--version"), "no mmdebstrap here");
        Path bare = files.resolve("bare");
        PackageIT.said(
                "mmdebstrap",
                "--variant=minbase",
                "--dpkgopt=force-unsafe-io",
                "--include=default-jre-headless",
                "bookworm",
                bare.toString());
        assertThat(install(bare.toString())).isEmpty();
    }

    private String install(String lower) throws Exception {
        Path script = files.resolve("install.sh");
        try (InputStream text = InstallIT.class.getResourceAsStream("install.sh")) {
            Files.copy(text, script);
        }
        Path layer = Files.createDirectory(files.resolve("layer"));
        Path said = files.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(
                        "unshare", "-m", "sh", script.toString(), lower, PackageIT.DEB.toString(), layer.toString())
                .redirectError(said.toFile());
        builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8"));
        Process process = builder.start();
        String left = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(said)).isZero();
        assertThat(Files.readString(said)).doesNotContain("starts slowly");
        return left;
    }
}
