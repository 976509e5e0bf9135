package io.connflux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The BOM, which has no parent and says again what that says. */
class CoordinatesTest {

    private static String pom(String path) throws Exception {
        return Files.readString(Path.of(path)).replaceAll("(?s)<!--.*?-->", "");
    }

    /** What stands in the elements of a name, without their blanks. */
    private static List<String> all(String element, String pom) {
        return Pattern.compile("(?s)<" + element + "(?: [^>]*)?>(.*?)</" + element + ">")
                .matcher(pom)
                .results()
                .map((MatchResult found) -> found.group(1).replaceAll("\\s+", ""))
                .toList();
    }

    private static String first(String element, String pom) {
        List<String> all = all(element, pom);
        assertThat(all).as(element).isNotEmpty();
        return all.get(0);
    }

    @Test
    void says_what_the_parent_says_and_what_maven_central_asks_for() throws Exception {
        String parent = pom("../pom.xml");
        String bom = pom("src/bom/pom.xml");
        for (String element : List.of("groupId", "version", "url", "inceptionYear", "licenses", "developers", "scm")) {
            assertThat(first(element, bom)).as(element).isNotEmpty().isEqualTo(first(element, parent));
        }
        for (String element : List.of("name", "description")) {
            assertThat(first(element, bom)).as(element).isNotEmpty();
        }
        for (String plugin : List.of("spotless-maven-plugin", "maven-gpg-plugin", "central-publishing-maven-plugin")) {
            assertThat(first("version", bom.substring(bom.indexOf(plugin))))
                    .as(plugin)
                    .isEqualTo(first("version", parent.substring(parent.indexOf(plugin))));
        }
    }

    @Test
    void has_each_artifact_of_this_version() throws Exception {
        String managed = Pattern.compile("(?s)<dependencyManagement>.*</dependencyManagement>")
                .matcher(pom("src/bom/pom.xml"))
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
        assertThat(all("artifactId", managed))
                .containsExactlyElementsOf(all("module", pom("../pom.xml")).stream()
                        .filter(module -> !module.contains("/"))
                        .map("connflux-"::concat)
                        .toList());
        assertThat(all("version", managed)).containsOnly("${project.version}");
        assertThat(pom("src/bom/pom.xml")).doesNotContain("<parent>");
    }
}
