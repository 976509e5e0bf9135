package io.connflux.stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between stream's packages, and what stream leaves to its callers: printing and logging. */
class ArchitectureTest {

    private static final String ROOT = "io.connflux.stream";

    private static final JavaClasses STREAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages("io.connflux.stream");

    /** What each package may know of this module beside itself; a new one has to say here where it stands. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            entry("", List.of(".poll", ".follow", ".heap", ".state")),
            entry(".poll", List.of(".follow", ".thread", ".heap", ".state")),
            entry(".state", List.of(".follow", ".state.stored")),
            entry(".state.stored", List.of()),
            entry(".follow", List.of()),
            entry(".thread", List.of()),
            entry(".heap", List.of()),
            entry(".json", List.of()),
            entry(".encode", List.of("", ".json", ".encode.field")),
            entry(".encode.field", List.of("", ".json")),
            entry(".decode", List.of("", ".encode", ".json")),
            entry(".snapshot", List.of(".json", ".encode")),
            entry(".sink", List.of("", ".encode", ".heap")),
            entry(".boot", List.of("", ".metrics", ".state")),
            entry(".metrics", List.of("", ".follow")),
            entry(".scripted", List.of("")),
            entry(".replay", List.of("", ".follow", ".thread", ".replay.line")),
            entry(".replay.line", List.of("", ".decode")),
            entry(".netlink", List.of(".netlink.socket", ".netlink.dump", ".netlink.end")),
            entry(".netlink.socket", List.of()),
            entry(".netlink.dump", List.of(".netlink.socket")),
            entry(".netlink.end", List.of(".netlink.socket", ".netlink.dump", ".thread")),
            entry(".tracefs", List.of(".thread", ".tracefs.entry", ".tracefs.page", ".tracefs.instance")),
            entry(".tracefs.instance", List.of(".tracefs.entry")),
            entry(".tracefs.entry", List.of(".tracefs.page")),
            entry(".tracefs.page", List.of()),
            entry(
                    ".websocket",
                    List.of(
                            "",
                            ".encode",
                            ".thread",
                            ".websocket.server",
                            ".websocket.server.access",
                            ".websocket.server.answer",
                            ".websocket.client",
                            ".websocket.page",
                            ".websocket.metrics",
                            ".websocket.delivery")),
            entry(
                    ".websocket.server",
                    List.of(
                            "",
                            ".encode",
                            ".heap",
                            ".json",
                            ".websocket.query",
                            ".websocket.server.access",
                            ".websocket.server.answer",
                            ".websocket.page",
                            ".websocket.metrics",
                            ".websocket.delivery",
                            ".websocket.wire")),
            entry(".websocket.server.access", List.of()),
            entry(".websocket.query", List.of(".encode", ".follow")),
            entry(".websocket.server.answer", List.of(".encode", ".follow", ".snapshot", ".websocket.query")),
            entry(".websocket.page", List.of(".websocket.server.answer")),
            entry(".websocket.metrics", List.of(".heap", ".metrics", ".websocket.delivery")),
            entry(".websocket.client", List.of("", ".heap", ".decode", ".encode", ".websocket.wire")),
            entry(
                    ".websocket.delivery",
                    List.of("", ".follow", ".heap", ".state", ".encode", ".websocket.query", ".websocket.wire")),
            entry(".websocket.wire", List.of(".encode")));

    @Test
    void everyPackageStandsInTheTable() {
        assertThat(STREAM.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isEqualTo(ARROWS.keySet().stream().map(ROOT::concat).collect(Collectors.toSet()));
    }

    static Stream<String> packages() {
        return ARROWS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void arrowsRunDownOnly(String name) {
        Set<String> others = new HashSet<>(ARROWS.keySet());
        others.remove(name);
        ARROWS.getOrDefault(name, List.of()).forEach(others::remove);
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others.stream().map(ROOT::concat).toArray(String[]::new)));
    }

    @Test
    void printsNothing() {
        check(NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
    }

    @Test
    void logsNothing() {
        check(NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(STREAM);
    }
}
