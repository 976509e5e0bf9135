package io.connflux.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What a library must never do to its host. */
class ArchitectureTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.connflux");

    @Test
    void onlyTheCommandLineExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.connflux.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .allowEmptyShould(true)
                .check(ALL);
    }

    @Test
    void nobodyKnowsTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.connflux.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.connflux.cli..", "picocli..")
                .allowEmptyShould(true)
                .check(ALL);
    }

    @Test
    void commandsKnowTheirOptionsAndTextAndNoneOfTheseTheCommands() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.connflux.cli..")
                .layer("commands")
                .definedBy("io.connflux.cli")
                .layer("options")
                .definedBy("io.connflux.cli.options..")
                .layer("output")
                .definedBy("io.connflux.cli.output")
                .layer("manual")
                .definedBy("io.connflux.cli.manual")
                .layer("notice")
                .definedBy("io.connflux.cli.notice")
                .layer("text")
                .definedBy("io.connflux.cli.text..")
                .layer("exit")
                .definedBy("io.connflux.cli.exit")
                .whereLayer("commands")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("options")
                .mayOnlyBeAccessedByLayers("commands", "output")
                .whereLayer("output")
                .mayOnlyBeAccessedByLayers("commands")
                .whereLayer("manual")
                .mayOnlyBeAccessedByLayers("commands")
                .whereLayer("notice")
                .mayOnlyBeAccessedByLayers("commands", "options", "output")
                .whereLayer("text")
                .mayOnlyBeAccessedByLayers("commands", "output", "exit")
                .whereLayer("exit")
                .mayOnlyBeAccessedByLayers("commands")
                .ensureAllClassesAreContainedInArchitecture()
                .check(ALL.that(resideInAPackage("io.connflux.cli..")));
    }
}
