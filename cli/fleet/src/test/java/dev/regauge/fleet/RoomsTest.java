package dev.regauge.fleet;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.regauge.fleet", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    @ArchTest
    static final ArchRule roomsDoNotReferToEachOtherInACircle =
            slices().matching("dev.regauge.fleet.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheHouseKnowsAllRooms = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("house")
            .definedBy("dev.regauge.fleet")
            .layer("faults")
            .definedBy("dev.regauge.fleet.fault")
            .layer("nodes")
            .definedBy("dev.regauge.fleet.node")
            .layer("machine")
            .definedBy(
                    "dev.regauge.fleet.process",
                    "dev.regauge.fleet.network",
                    "dev.regauge.fleet.host",
                    "dev.regauge.fleet.pki",
                    "dev.regauge.fleet.state")
            .whereLayer("house")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("faults")
            .mayOnlyBeAccessedByLayers("house")
            .whereLayer("nodes")
            .mayOnlyBeAccessedByLayers("house", "faults")
            .whereLayer("machine")
            .mayOnlyBeAccessedByLayers("house", "faults", "nodes");
}
