package io.connflux.stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The arrows between stream's packages, and what stream leaves to its callers: printing and logging. */
class ArchitectureTest {

    private static final JavaClasses STREAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages("io.connflux.stream");

    @Test
    void theDoorKnowsNoEncodingAndNoSink() {
        check(noClasses()
                .that()
                .resideInAPackage("io.connflux.stream")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.connflux.stream.*.."));
    }

    @Test
    void jsonKnowsNoSink() {
        check(noClasses()
                .that()
                .resideInAPackage("io.connflux.stream.json..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.connflux.stream.sink.."));
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
