package io.connflux;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between core's packages, and what core leaves to its callers: printing, logging, threads and the time. */
class ArchitectureTest {

    private static final String ROOT = "io.connflux.";

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages("io.connflux");

    /** What each package may know of ours beside itself; a new one has to say here where it stands. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            entry("model", List.of()),
            entry("table", List.of("model")),
            entry("event", List.of("model")),
            entry("observation", List.of("model")),
            entry("filter", List.of("filter.value", "filter.text", "model")),
            entry("filter.value", List.of("filter.text")),
            entry("filter.text", List.of("model")),
            entry(
                    "track",
                    List.of(
                            "track.observed",
                            "track.difference",
                            "track.told",
                            "track.known",
                            "track.align",
                            "track.direction",
                            "track.placement",
                            "table",
                            "event",
                            "observation",
                            "model")),
            entry(
                    "track.observed",
                    List.of("track.told", "track.known", "track.align", "table", "observation", "model")),
            entry("track.difference", List.of("track.told", "track.known", "track.align", "table", "event", "model")),
            entry("track.told", List.of("track.known", "table", "event", "model")),
            entry("track.known", List.of("track.align", "table", "model")),
            entry("track.placement", List.of("observation", "model")),
            entry("track.align", List.of("table", "model")),
            entry("track.direction", List.of("table", "model")),
            entry("procfs", List.of("procfs.netns", "procfs.raw", "procfs.file", "table", "model")),
            entry("procfs.raw", List.of("procfs.file", "table", "model")),
            entry("procfs.netns", List.of("procfs.counters", "procfs.file", "proc", "table", "model")),
            entry("procfs.file", List.of("procfs.row", "table", "model")),
            entry("procfs.row", List.of("table", "model")),
            entry("procfs.counters", List.of("table", "model")),
            entry(
                    "process",
                    List.of(
                            "process.search",
                            "process.sockets",
                            "process.names",
                            "process.files",
                            "table",
                            "event",
                            "model")),
            entry("process.search", List.of("process.sockets", "process.names", "process.files", "table", "model")),
            entry("process.sockets", List.of("process.files", "table", "model")),
            entry("process.names", List.of("process.files", "model")),
            entry("process.files", List.of("proc", "model")),
            entry("proc", List.of()));

    @Test
    void everyPackageStandsInTheTable() {
        assertThat(CORE.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isEqualTo(ARROWS.keySet().stream().map(ROOT::concat).collect(Collectors.toSet()));
    }

    static Stream<String> packages() {
        return ARROWS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void arrowsRunDownOnly(String name) {
        check(mayKnowOnly(
                ROOT + name,
                ARROWS.getOrDefault(name, List.of()).stream().map(ROOT::concat).toArray(String[]::new)));
    }

    @Test
    void printsNothing() {
        check(NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
    }

    @Test
    void logsNothing() {
        check(NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
    }

    @Test
    void startsNoThread() {
        check(noClasses()
                .should()
                .beAssignableTo(Thread.class)
                .orShould()
                .callConstructorWhere(target(describe("a thread or a timer", ArchitectureTest::runsThreads)))
                .orShould()
                .callMethodWhere(target(describe("an executor's", ArchitectureTest::handsToThreads))));
    }

    @Test
    void readsTheTimeFromAnArgument() {
        check(noClasses()
                .should()
                .callMethodWhere(describe("the system's clock is read", ArchitectureTest::readsSystemTime))
                .because("the time comes from a java.time.InstantSource that the caller may set"));
    }

    @Test
    void onlyTheReadersHaveAClockOfTheirOwnToBeginWith() {
        check(noClasses()
                .that(not(resideInAnyPackage("io.connflux.procfs", "io.connflux.process")))
                .should()
                .callMethod(Clock.class, "systemUTC"));
    }

    private static ArchRule mayKnowOnly(String from, String... others) {
        DescribedPredicate<JavaClass> known =
                resideInAPackage(from).or(resideInAnyPackage(others)).as("itself and %s", String.join(", ", others));
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat(resideInAPackage("io.connflux..").and(not(known)));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CORE);
    }

    private static DescribedPredicate<JavaCall<?>> target(DescribedPredicate<JavaClass> owner) {
        return JavaAccess.Predicates.targetOwner(owner).forSubtype();
    }

    private static boolean runsThreads(JavaClass owner) {
        return owner.isAssignableTo(Thread.class) || owner.isAssignableTo(Timer.class);
    }

    private static boolean handsToThreads(JavaClass owner) {
        return assignableTo(Executor.class).test(owner)
                || owner.isEquivalentTo(Executors.class)
                || owner.isEquivalentTo(CompletableFuture.class);
    }

    private static boolean readsSystemTime(JavaCall<?> call) {
        JavaClass owner = call.getTargetOwner();
        String method = call.getName();
        if (owner.isEquivalentTo(System.class)) {
            return Set.of("currentTimeMillis", "nanoTime").contains(method);
        }
        if (owner.isEquivalentTo(Clock.class) || owner.isEquivalentTo(InstantSource.class)) {
            return (method.startsWith("system") && !method.equals("systemUTC")) || method.startsWith("tick");
        }
        return owner.getPackageName().startsWith("java.time") && method.equals("now");
    }
}
