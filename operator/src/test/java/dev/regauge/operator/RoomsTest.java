package dev.regauge.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which room knows which. */
class RoomsTest {
    private static final JavaClasses OPERATOR = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.regauge.operator");

    @Test
    void thePlanIsPure() {
        noClasses()
                .that()
                .resideInAPackage("..operator.plan..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8.kubernetes.client.dsl..",
                        "io.fabric8.kubernetes.client.informers..",
                        "io.javaoperatorsdk..",
                        "jakarta..",
                        "dev.regauge.operator.observe..",
                        "dev.regauge.operator.act..",
                        "dev.regauge.operator.gateway..")
                .check(OPERATOR);
    }

    @Test
    void theGatewayAndTheObserversDecideAndWriteNothing() {
        noClasses()
                .that()
                .resideInAnyPackage("..operator.gateway..", "..operator.observe..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.regauge.operator.act..",
                        "dev.regauge.operator.controller..",
                        "dev.regauge.operator.status..")
                .check(OPERATOR);
    }

    @Test
    void nobodyKnowsTheControllers() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..operator.controller..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.regauge.operator.controller..")
                .check(OPERATOR);
    }

    @Test
    void onlyTheFrameworksRoomKnowsTheFramework() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..operator.controller..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.javaoperatorsdk..")
                .check(OPERATOR);
    }
}
