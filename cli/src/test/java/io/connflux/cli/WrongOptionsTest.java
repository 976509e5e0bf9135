package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.cli.exit.ExitStatus;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a user says that cannot be meant is one line, and a status of its own. */
class WrongOptionsTest extends CommandOfOneListener {

    @Test
    void cfengines_form_has_no_place_for_several_namespaces() {
        assertThat(run("snapshot", "--netns", "all", "--format", "cfengine")).isEqualTo(ExitStatus.USAGE);
        assertThat(err().lines()).hasSize(1).first().asString().contains("--netns");
        assertThat(out()).isEmpty();
    }

    @Test
    void a_wrong_option_is_one_line_that_names_it() {
        for (String[] wrong : new String[][] {
            {"watch", "--interval", "5x"},
            {"watch", "--interval", "0s"},
            {"watch", "--count", "0"},
            {"watch", "--for", "999999999h"},
            {"watch", "--stats", "87601h"},
            {"watch", "--traffic", "0s"},
            {"watch", "--pid", "-1"},
            {"watch", "--name", ""},
            {"watch", "--protocol", "sctp"},
            {"watch", "--format", "xml"},
            {"snapshot", "--format", "xml"},
            {"watch", "--netns", "blue"},
            {"watch", "--netns", "0"},
            {"watch", "--byte-order", "middle"},
            {"watch", "--nonsense"},
            {"nonsense"}
        }) {
            err.reset();
            assertThat(run(wrong)).as(String.join(" ", wrong)).isEqualTo(ExitStatus.USAGE);
            assertThat(err().lines()).as(String.join(" ", wrong)).hasSize(1);
            assertThat(err()).contains(wrong.length > 1 ? wrong[1] : wrong[0]);
        }
    }

    @Test
    void who_mistypes_is_asked_what_was_meant() {
        String[][] slips = {
            {"wach", "'wach' is no command; did you mean 'watch'?"},
            {"watch --intervall 1", "Unknown option: '--intervall'; did you mean '--interval'?"},
            {"watch --usr=root", "Unknown option: '--usr'; did you mean '--user'?"},
            {"serve --max-subscriber 3", "Unknown option: '--max-subscriber'; did you mean '--max-subscribers'?"},
            {"snapshot -f", "Unknown option: '-f' (see"},
            {"snapshot --frobnicate", "Unknown option: '--frobnicate' (see"},
            {"frobnicate", "'frobnicate' is no command (see"},
            {"serve nonsense", "'nonsense' is one argument too many (see"},
        };
        for (String[] slip : slips) {
            err.reset();
            assertThat(run(slip[0].split(" "))).as(slip[0]).isEqualTo(ExitStatus.USAGE);
            assertThat(err().lines()).as(slip[0]).hasSize(1);
            assertThat(err()).contains("connflux: " + slip[1]);
        }
    }

    @Test
    void what_can_be_said_is_listed_in_the_words_that_are_taken_and_no_type_of_java_is_named() {
        String[][] wrong = {
            {"watch --color blue", "'blue' is none of auto, always, never"},
            {"watch --source dev", "'dev' is none of procfs, netlink, auto"},
            {"snapshot --source netlink --netns all", "cannot do what --netns asks for"},
            {"watch --source netlink --proc /elsewhere", "cannot do what --proc asks for"},
            {"serve --source netlink --raw kept", "cannot do what --raw asks for"},
            {
                "watch --traffic 1s --proc /elsewhere",
                "'--traffic': netlink tells of this network namespace's table alone"
            },
            {"watch --traffic 1s --netns all", "cannot do what --netns asks for"},
            {
                "watch --traffic 1s --protocol udp,udp6",
                "'--traffic': the kernel counts what TCP carries alone, and '--protocol udp,udp6' leaves TCP out"
            },
            {"snapshot --traffic --protocol udp", "'--protocol udp' leaves TCP out"},
            {
                "snapshot --traffic udp and port = :53",
                "'--traffic': the kernel counts what TCP carries alone, and 'udp and"
            },
            {"watch --trace /tmp --protocol udp", "'--trace': the trace tells of TCP alone, and '--protocol udp'"},
            {"watch --trace /tmp udp", "'--trace': the trace tells of TCP alone, and 'udp' leaves TCP out"},
            {"serve --trace /tmp --proc /tmp", "'--trace': the trace tells of the running kernel's sockets, and /tmp is"
            },
            {"watch --resync 5s", "'--resync': it is for polls beside '--trace', and without that they come each"},
            {"serve --trace off --resync 5s", "it is for polls beside '--trace'"},
            {"snapshot --format cfengine --traffic", "'--traffic': CFEngine's form has no place for more"},
            {"snapshot --format cfengine-3.11 --process", "'--process': CFEngine's form has no place for more"},
            {"watch --traffic 1s not tcp", "'not tcp' leaves TCP out"},
            {"watch ws://127.0.0.1:1 udp --traffic 1s", "'udp' leaves TCP out"},
            {
                "watch --traffic 1s --source procfs",
                "netlink alone tells what is carried, and '--source procfs' leaves it out"
            },
            {"watch --traffic 1x", "'1x' is not a duration such as 250ms"},
            {"serve --traffic 1s --netns all", "cannot do what --netns asks for"},
            {"watch ws://127.0.0.1:1 --traffic 999h", "'--traffic': traffic must be 1 ms at least and at most 11 days"},
            {"completion tcsh", "'tcsh' is none of bash, zsh, fish"},
            {"watch --pid abc", "'abc' is no whole number"},
            {"watch --count 1x", "'1x' is no whole number"},
            {"watch --keep 99999999999", "'99999999999' is too large"},
            {"watch --to :::", "':::' is no URL such as ws://host:7411"},
        };
        for (String[] each : wrong) {
            err.reset();
            assertThat(run(each[0].split(" "))).as(each[0]).isEqualTo(ExitStatus.USAGE);
            assertThat(err()).contains(each[1]).doesNotContainPattern("java\\.|Exception|ALWAYS| int | long ");
        }
        assertThat(run("completion", "bash")).isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("\"always\"").doesNotContain("\"ALWAYS\"", "\"BASH\"");
    }

    @Test
    void a_user_that_the_host_has_not_is_an_error_and_a_process_that_is_not_there_a_warning() throws Exception {
        Files.createDirectories(proc.resolve("proc/net"));
        Files.copy(proc.resolve("net/tcp"), proc.resolve("proc/net/tcp"));
        Files.createDirectories(proc.resolve("etc"));
        Files.writeString(proc.resolve("etc/passwd"), "deploy:x:1000:1000::/:/bin/sh\n");
        String path = proc.resolve("proc").toString();
        for (String command : List.of("watch", "snapshot")) {
            err.reset();
            assertThat(run(command, "--proc", path, "--user", "nosuch")).isEqualTo(ExitStatus.USAGE);
            assertThat(err()).contains("Invalid value for option '--user': no user 'nosuch' is in etc/passwd");
        }
        for (String known : List.of("deploy", "4711")) {
            assertThat(run("snapshot", "--proc", path, "--user", known))
                    .as(known)
                    .isEqualTo(ExitStatus.OK);
        }
        err.reset();
        assertThat(run("snapshot", "--proc", path, "--pid", "4711")).isEqualTo(ExitStatus.OK);
        assertThat(err()).contains("connflux: there is no process 4711 under " + path);
    }

    @Test
    void a_server_that_never_answers_is_a_failure() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String place = "127.0.0.1:" + silent.getLocalPort();
            assertThat(run("watch", place, "--for", "100ms")).isEqualTo(ExitStatus.FAILURE);
            assertThat(err()).isEqualTo("connflux: ws://" + place + ": no answer in 100ms\n");
        }
    }

    @Test
    void a_snapshot_refuses_what_only_who_follows_a_host_knows() {
        assertThat(run("snapshot", "tcp", "and", "age", ">", "5m")).isEqualTo(ExitStatus.USAGE);
        assertThat(err()).contains("'age > 5m' is known to who follows a host");
        assertThat(run("snapshot", "--proc", proc.toString(), "event = existing and direction = inbound"))
                .isEqualTo(ExitStatus.OK);
    }

    @Test
    void an_argument_is_no_file_to_be_read_for_more_of_them() {
        assertThat(run("watch", "@/dev/zero")).isEqualTo(ExitStatus.USAGE);
        assertThat(err()).contains("the filter is not understood", "  @/dev/zero\n  ^\n");
    }

    @Test
    void what_a_server_could_never_do_is_refused_by_the_option_that_asks_for_it() {
        String[][] wrong = {
            {"--max-subscribers", "2147483647"},
            {"--max-subscribers", "-1"},
            {"--max-subscribers", "0"},
            {"--allow-origin", "*"},
            {"--allow-origin", "https://ops.example.org/page"},
            {"--allow-host", "example.org:443"},
        };
        for (String[] option : wrong) {
            err.reset();
            assertThat(run("serve", option[0], option[1])).isEqualTo(ExitStatus.USAGE);
            assertThat(err().lines()).hasSize(1);
            assertThat(err()).contains("Invalid value for option '" + option[0] + "': ", option[1]);
        }
    }

    @Test
    void a_file_that_no_tls_can_be_spoken_with_is_told_by_its_option() throws Exception {
        Path junk = Files.writeString(proc.resolve("junk.pem"), "junk\n");
        assertThat(run("serve", "--listen", "127.0.0.1:0", "--tls-cert", junk.toString(), "--tls-key", junk.toString()))
                .isEqualTo(ExitStatus.FAILURE);
        assertThat(err())
                .isEqualTo("connflux: --tls-cert: the certificate file " + junk + " holds no certificate in PEM\n");
    }

    @Test
    void getent_without_the_processes_whose_users_it_names_is_an_error() {
        for (String command : List.of("watch", "serve", "snapshot")) {
            assertThat(run(command, "--getent")).isEqualTo(ExitStatus.USAGE);
        }
        assertThat(err().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("'--getent' is for names of users, and needs '--process'"));
        assertThat(run("watch", "ws://127.0.0.1:1", "--user", "deploy", "--getent"))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(err()).contains("'--getent' is the server's choice");
    }

    @Test
    void a_trace_is_set_up_for_a_group_and_under_a_name_that_can_be_meant() {
        String[][] wrong = {
            {"watch --trace /nosuch", "option '--trace': '/nosuch' is none of auto, off and the folder of a prepared"},
            {"serve --trace=", "option '--trace': '' is no folder; a prepared instance is one"},
            {"watch --trace /proc/self/status", "option '--trace': '/proc/self/status' is no folder"},
            {"trace-setup", "Missing required option: '--group GROUP'"},
            {"trace-setup --group 0 --size 0", "Invalid value for option '--size': a buffer of each CPU has 1 to"},
            {"trace-setup --group 0 --size 1MB", "'1MB' is no whole number"},
            {"trace-setup --group 0 --name ../events", "Invalid value for option '--name': '../events' is no name"},
            {"trace-setup --remove --name connflux-1-2-3-4", "Invalid value for option '--name': 'connflux-1-2-3-4'"},
        };
        for (String[] each : wrong) {
            err.reset();
            assertThat(run(each[0].split(" "))).as(each[0]).isEqualTo(ExitStatus.USAGE);
            assertThat(err().lines()).as(each[0]).hasSize(1);
            assertThat(err()).contains(each[1]);
        }
        assertThat(out()).isEmpty();
    }
}
