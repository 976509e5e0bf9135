package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
}
