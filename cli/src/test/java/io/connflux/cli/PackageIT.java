package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package, unpacked: what is in it, and what those say who are to read it. */
class PackageIT {

    static final Path DEB = Path.of("target/connflux.deb").toAbsolutePath();

    private static final List<String> UNITS = List.of("connflux.service", "connflux-web.service");

    @TempDir
    private static Path root;

    @BeforeAll
    static void unpack() throws Exception {
        assumeTrue(HostProgram.succeeds("dpkg-deb", "--version"), "no dpkg here");
        said("dpkg-deb", "-x", DEB.toString(), root.toString());
    }

    /** What a program says on both of its ways, once it has ended well. */
    static String said(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s%n%s", String.join(" ", command), said)
                .isZero();
        return said;
    }

    private static void assumeHas(String program) throws InterruptedException {
        assumeTrue(HostProgram.succeeds(program, "--version"), "no " + program + " here");
    }

    private static String file(String path) {
        return root.resolve(path).toString();
    }

    @Test
    void what_it_installs_and_needs_is_said() throws Exception {
        assertThat(said("dpkg-deb", "-f", DEB.toString(), "Package", "Depends"))
                .isEqualTo("Package: connflux\nDepends: default-jre-headless (>= 2:1.17) | java17-runtime-headless\n");
        assertThat(said("dpkg-deb", "-c", DEB.toString()))
                .contains(
                        "./usr/bin/connflux -> ../share/connflux/connflux\n",
                        "./usr/share/connflux/connflux.jar\n",
                        "./usr/share/connflux/connflux.jsa -> /var/cache/connflux/connflux.jsa\n",
                        "./usr/share/man/man1/connflux.1.gz\n",
                        "./usr/share/doc/connflux/copyright\n",
                        "./usr/share/doc/connflux/changelog.gz\n",
                        "./usr/lib/systemd/system/connflux.service\n",
                        "./etc/default/connflux\n",
                        "./etc/logrotate.d/connflux\n");
    }

    @Test
    void lintian_finds_no_error() throws Exception {
        assumeHas("lintian");
        assertThat(said("lintian", "--allow-root", "--fail-on", "error", DEB.toString()))
                .doesNotContain("E: ");
    }

    @Test
    void the_command_runs_from_where_it_lies() throws Exception {
        assertThat(said(file("usr/bin/connflux"), "--version")).startsWith("connflux ");
    }

    @Test
    void the_manual_page_is_rendered_without_a_warning() throws Exception {
        assumeHas("man");
        Process man = new ProcessBuilder(
                        "man",
                        "--warnings",
                        "-E",
                        "UTF-8",
                        "-Tutf8",
                        "-Z",
                        "-l",
                        file("usr/share/man/man1/connflux.1.gz"))
                .redirectOutput(root.resolve("page").toFile())
                .start();
        assertThat(new String(man.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(man.waitFor()).isZero();
        assertThat(Files.size(root.resolve("page"))).isGreaterThan(10_000);
    }

    @Test
    void bash_completes_it() throws Exception {
        assumeHas("bash");
        String script = "compopt() { :; }; source " + file("usr/share/bash-completion/completions/connflux")
                + "; COMP_WORDS=(connflux watch --inter) COMP_CWORD=2; _complete_connflux; echo \"${COMPREPLY[@]}\"";
        assertThat(said("bash", "-c", script)).isEqualTo("--interval\n");
    }

    @Test
    void zsh_finds_it_in_its_directory_and_knows_the_options() throws Exception {
        assumeHas("zsh");
        String script =
                "fpath=(" + file("usr/share/zsh/vendor-completions") + " $fpath); autoload -U compinit; compinit -u -D;"
                        + " print $_comps[connflux]; autoload +X _connflux; functions _connflux";
        assertThat(said("zsh", "-fc", script)).startsWith("_connflux\n").contains("bashcompinit", "--interval");
    }

    @Test
    void fish_completes_it() throws Exception {
        assumeHas("fish");
        String script = "source " + file("usr/share/fish/vendor_completions.d/connflux.fish")
                + "; complete -C 'connflux watch --inter'";
        assertThat(said("fish", "--no-config", "-c", script)).startsWith("--interval\t");
    }

    @Test
    void systemd_understands_the_units_and_their_drop_ins() throws Exception {
        assumeHas("systemd-analyze");
        for (String dropIn : List.of("owners.conf", "file.conf", "trace.conf", "")) {
            List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
            for (String unit : UNITS) {
                command.add(unit(unit, dropIn));
            }
            assertThat(said(command.toArray(String[]::new))).as(dropIn).isEmpty();
        }
    }

    @Test
    void the_units_are_confined() throws Exception {
        assumeHas("systemd-analyze");
        for (String unit : UNITS) {
            assertThat(exposure(unit(unit, ""))).as(unit).isLessThan(2.5);
            assertThat(exposure(unit(unit, "trace.conf")))
                    .as(unit + " with the trace")
                    .isLessThan(2.5);
            String lines = Files.readString(Path.of(unit(unit, "")));
            assertThat(lines).contains("\nCapabilityBoundingSet=\n", "\nAmbientCapabilities=\n");
        }
    }

    @Test
    void logrotate_understands_what_turns_its_files_over() throws Exception {
        assumeHas("logrotate");
        Path config = root.resolve("logrotate");
        Files.writeString(
                config,
                Files.readString(root.resolve("etc/logrotate.d/connflux"))
                        .replace("/var/log/connflux", root.resolve("log").toString()));
        assertThat(said("logrotate", "--debug", config.toString())).doesNotContain("error:");
    }

    private static double exposure(String unit) throws Exception {
        String said = said("systemd-analyze", "security", "--offline=true", "--no-pager", unit);
        Matcher level = Pattern.compile("exposure level for \\S+: ([0-9.]+)").matcher(said);
        assertThat(level.find()).as(said).isTrue();
        return Double.parseDouble(level.group(1));
    }

    /** A unit as systemd would find it, with the command where it was unpacked, and with one of the drop-ins or none. */
    private static String unit(String name, String dropIn) throws IOException {
        Path units = Files.createDirectories(root.resolve("units" + dropIn));
        Path drops = Files.createDirectories(units.resolve(name + ".d"));
        if (!dropIn.isEmpty()) {
            copy("usr/share/doc/connflux/examples/" + dropIn, drops.resolve(dropIn));
        }
        return copy("usr/lib/systemd/system/" + name, units.resolve(name)).toString();
    }

    private static Path copy(String from, Path to) throws IOException {
        return Files.writeString(
                to, Files.readString(root.resolve(from)).replace("/usr/bin/connflux", file("usr/bin/connflux")));
    }
}
