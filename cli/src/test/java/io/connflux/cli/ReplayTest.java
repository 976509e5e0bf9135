package io.connflux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.connflux.cli.exit.ExitStatus;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the command makes of a recording, in this process. */
class ReplayTest extends CommandOfOneListener {

    private static final String LINES = """
            {"event":"existing","seq":1,"time":"2026-11-24T10:00:00.000Z","id":"a-1","protocol":"tcp","local":{"address":"127.0.0.1","port":"80"},"remote":{"address":"0.0.0.0","port":"0"},"state":"LISTEN","uid":1000,"inode":7}
            {"event":"baseline","seq":2,"time":"2026-11-24T10:00:00.000Z","connections":{"tcp":1}}
            {"event":"opened","seq":3,"time":"2026-11-24T10:00:01.000Z","since":"2026-11-24T10:00:00.000Z","id":"a-2","protocol":"tcp","local":{"address":"127.0.0.1","port":"80"},"remote":{"address":"127.0.0.1","port":"5000"},"state":"ESTABLISHED","uid":1000,"inode":8,"opened":"2026-11-24T10:00:01.000Z"}
            {"event":"closed","seq":4,"time":"2026-11-24T10:00:02.000Z","since":"2026-11-24T10:00:01.000Z","id":"a-2","protocol":"tcp","local":{"address":"127.0.0.1","port":"80"},"remote":{"address":"127.0.0.1","port":"5000"},"state":"ESTABLISHED","uid":1000,"inode":8,"opened":"2026-11-24T10:00:01.000Z","duration_ms":1000}
            """;

    private String recorded = "";

    @BeforeEach
    void a_recording() throws java.io.IOException {
        recorded = Files.writeString(proc.resolve("web.ndjson"), LINES).toString();
    }

    @Test
    void a_recording_is_printed_as_it_was_written() throws java.io.IOException {
        assertThat(run("replay", recorded, "--speed", "max", "--existing", "--format", "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out()).isEqualTo(LINES);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(LINES.getBytes(StandardCharsets.UTF_8));
        }
        Path other = Files.write(proc.resolve("zipped"), zipped.toByteArray());
        out.reset();
        assertThat(run("replay", other.toString(), "--speed", "1000", "--existing", "--format", "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out()).isEqualTo(LINES);
        assertThat(err()).isEmpty();
    }

    @Test
    void it_is_text_for_people_and_any_schema_and_what_is_chosen() {
        assertThat(run("replay", recorded, "dport", "=", "5000", "--speed", "max", "--format", "text"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out().lines()).hasSize(3);
        assertThat(out()).contains("baseline 0 connections", "opened", "closed", "after 1.0s");
        assertThat(err()).isEqualTo("connflux: replaying " + recorded + " as fast as it can be read; Ctrl-C ends\n");
        out.reset();
        assertThat(run("replay", recorded, "--speed", "max", "--format", "ecs", "--host-name", "web-1", "--count", "2"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out().lines()).hasSize(2).allMatch(line -> line.contains("\"host\":{\"name\":\"web-1\"}"));
    }

    @Test
    void the_table_of_a_time_is_printed_in_the_forms_of_a_snapshot() {
        for (String form : new String[] {"table", "json", "ecs", "ocsf", "otlp", "cfengine", "cfengine-3.11"}) {
            out.reset();
            assertThat(run("replay", recorded, "--at", "2026-11-24T10:00:01.500Z", "--format", form))
                    .isEqualTo(ExitStatus.OK);
            assertThat(out()).as(form).contains("5000").contains("127.0.0.1");
            assertThat(err()).isEmpty();
        }
        out.reset();
        assertThat(run("replay", recorded, "state", "listen", "--at", "2026-11-24 12:00:05+02:00", "--format", "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("LISTEN").doesNotContain("ESTABLISHED", "tcp6");
        assertThat(err())
                .isEqualTo(
                        "connflux: the recording ends at 2026-11-24T10:00:02Z: this is the table as it stood then\n");
        assertThat(run("replay", recorded, "--at", "2026-11-24T09:00:00Z")).isEqualTo(ExitStatus.FAILURE);
        assertThat(err()).contains("the recording begins at 2026-11-24T10:00:00Z");
    }

    @Test
    void a_part_is_played_from_and_to_a_time() {
        assertThat(run(
                        "replay",
                        recorded,
                        "--from",
                        "2026-11-24T10:00:01.200Z",
                        "--to",
                        "2026-11-24T10:00:01.500Z",
                        "--existing",
                        "--speed",
                        "max",
                        "--format",
                        "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out().lines()).hasSize(3).last().asString().contains("10:00:01.200Z\",\"connections\":{\"tcp\":2}");
    }

    @Test
    void what_is_missing_is_one_line_with_its_place() throws java.io.IOException {
        Files.writeString(Path.of(recorded), LINES.substring(0, LINES.length() - 40));
        assertThat(run("replay", recorded, "--at", "2026-11-24T10:00:02Z", "--format", "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("5000");
        assertThat(err().lines())
                .first()
                .isEqualTo("connflux: " + recorded + ", line 4: ends in the middle of an event");
        out.reset();
        assertThat(run("replay", recorded, "--speed", "max", "--format", "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out().lines()).hasSize(3).last().asString().contains("\"lost\"", "line 4: ends in the middle");
    }

    @Test
    void what_cannot_be_meant_is_said() {
        for (String[] wrong : new String[][] {
            {"replay", recorded, "--speed", "0"},
            {"replay", recorded, "--speed", "fast"},
            {"replay", recorded, "--at", "yesterday"},
            {"replay", recorded, "--from", "2026-11-24"},
            {"replay", recorded, "--to", "2026-11-24T10:00:00Z", "--from", "2026-11-24T10:00:01Z"},
            {"replay", recorded, "--format", "table"},
            {"replay", recorded, "--format", "xml"},
            {"replay", recorded, "--count", "0"},
            {"replay", recorded, "--speed", "2", "--at", "2026-11-24T10:00:00Z"},
            {"replay", recorded, "--format", "cfengine", "--at", "2026-11-24T10:00:00Z", "-t"},
            {"replay", recorded, "--speed", "max", "--listen", "127.0.0.1:0"},
            {"replay", recorded, "--existing", "--listen", "127.0.0.1:0"},
            {"replay", recorded, "--extended"},
            {"replay", recorded, "--label", "a=b", "--format", "text"},
            {"replay"}
        }) {
            err.reset();
            assertThat(run(wrong)).as(String.join(" ", wrong)).isEqualTo(ExitStatus.USAGE);
            assertThat(err().lines()).as(String.join(" ", wrong)).hasSize(1);
            assertThat(err()).contains(wrong.length > 2 ? wrong[2] : "FILE");
        }
        assertThat(run("replay", recorded, "web.ndjson.1")).isEqualTo(ExitStatus.USAGE);
        assertThat(err()).contains("no file is named 'web.ndjson.1', so that a filter begins with it");
        assertThat(run("replay", "absent")).isEqualTo(ExitStatus.FAILURE);
        assertThat(err()).contains("absent does not exist");
    }

    @Test
    void files_that_were_kept_as_they_were_read_are_parsed_and_told_again() throws java.io.IOException {
        String kept = proc.resolve("kept").toString();
        String files = proc.toString();
        assertThat(run(
                        "watch",
                        "--proc",
                        files,
                        "--raw",
                        kept,
                        "--existing",
                        "--count",
                        "2",
                        "--format",
                        "json",
                        "--interval",
                        "20ms"))
                .isEqualTo(ExitStatus.OK);
        String told = out().replaceAll("\"id\":\"[^\"]+\"", "");
        out.reset();
        err.reset();
        assertThat(run("replay", kept, "--existing", "--count", "2", "--format", "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out().replaceAll("\"id\":\"[^\"]+\"", "")).isEqualTo(told);
        out.reset();
        assertThat(run("replay", kept, "--at", "2100-01-01T00:00:00Z", "--format", "json"))
                .isEqualTo(ExitStatus.OK);
        assertThat(out()).contains("\"80\"", "LISTEN");
        assertThat(err()).contains("the recording ends at ");
        err.reset();
        assertThat(run("snapshot", "--proc", files, "--raw", kept)).isEqualTo(ExitStatus.FAILURE);
        assertThat(err().lines()).hasSize(1).first().asString().contains("earlier recording");
        err.reset();
        assertThat(run("replay", recorded, kept)).isEqualTo(ExitStatus.USAGE);
        assertThat(err()).contains("is played alone");
        assertThat(run("replay", proc.resolve("net").toString())).isEqualTo(ExitStatus.FAILURE);
        assertThat(err()).contains("net has no recorded polls");
    }
}
