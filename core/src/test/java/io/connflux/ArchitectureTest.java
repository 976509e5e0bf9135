package io.connflux;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

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
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The arrows between core's packages, and what core leaves to its callers: printing, logging, threads and the time. */
class ArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages("io.connflux");

    @Test
    void modelKnowsNothingOfOurs() {
        check(mayKnowOnly("io.connflux.model"));
    }

    @Test
    void sourceKnowsModel() {
        check(mayKnowOnly("io.connflux.source", "io.connflux.model"));
    }

    @Test
    void procfsKnowsSourceAndModel() {
        check(mayKnowOnly("io.connflux.procfs", "io.connflux.source", "io.connflux.model"));
    }

    @Test
    void trackKnowsModelAndSource() {
        check(mayKnowOnly("io.connflux.track", "io.connflux.model", "io.connflux.source"));
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
                .that(not(resideInAnyPackage("io.connflux.procfs", "io.connflux.enrich")))
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
