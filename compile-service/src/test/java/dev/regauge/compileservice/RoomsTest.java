package dev.regauge.compileservice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.regauge.compileservice", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    @ArchTest
    static final ArchRule rooms_do_not_depend_on_each_other_in_circles =
            slices().matching("dev.regauge.compileservice.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule decisions_know_nothing_but_words = classes()
            .that()
            .resideInAPackage("..compileservice.decide..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", "dev.regauge.crds..", "dev.regauge.compileservice.decide..");

    @ArchTest
    static final ArchRule decisions_read_no_clock_and_no_file = noClasses()
            .that()
            .resideInAnyPackage("..compileservice.decide..", "..compileservice.status..", "..compileservice.observe..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio..", "java.net..");

    @ArchTest
    static final ArchRule what_parses_tenants_bytes_never_deserializes_objects = noClasses()
            .that()
            .resideInAnyPackage("..compileservice.bundle..", "..compileservice.upload..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(java.io.ObjectInputStream.class);

    @ArchTest
    static final ArchRule only_the_shell_knows_kubernetes_and_quarkus = noClasses()
            .that()
            .resideInAnyPackage(
                    "..decide..", "..sign..", "..store..", "..bundle..", "..index..", "..request..", "..status..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.javaoperatorsdk..", "io.fabric8.kubernetes.client..", "jakarta..");
}
