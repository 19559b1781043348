package dev.regauge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.scheduler.lifecycle.JobState.Invalid;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpecRulesTest {
    private static final String IMAGE = "regauge.dev/worker@sha256:" + "a".repeat(64);

    private static HardwareProfileSpec profile(String yaml) {
        return Serialization.unmarshal("---\n" + yaml, HardwareProfileSpec.class);
    }

    private static final Map<String, HardwareProfileSpec> PROFILES = Map.of(
            "cpu",
                    profile("{platform: cpu, host: {chips: 8}, resourceName: regauge.dev/cpu-chip, runtimeImage: '"
                            + IMAGE + "'}"),
            "bare", profile("{platform: cpu, host: {chips: 8}, resourceName: regauge.dev/cpu-chip}"),
            "tpu-v5p",
                    profile("{platform: tpu, host: {chips: 4}, sliceShapes: [2x2x1, 2x2x2], maxChipsPerJob: 8,"
                            + " resourceName: google.com/tpu, runtimeImage: '" + IMAGE + "'}"));

    private static Optional<Invalid> check(String variant, String more) {
        return check("lm", variant, more);
    }

    private static Optional<Invalid> check(String name, String variant, String more) {
        return SpecRules.check(
                Serialization.unmarshal(
                        "---\n{metadata: {name: " + name
                                + "}, spec: {queue: q, program: {entrypoint: 'a:b'}, steps: 10,"
                                + " globalBatch: 32, onExecutableMismatch: Stop, selection: Ordered,"
                                + " checkpoint: {store: {claim: checkpoints}, onDelete: Retain}, variants: [{"
                                + (variant.contains("gradientAccumulation") ? "" : "gradientAccumulation: 1, ")
                                + variant + "}]" + more + "}}",
                        TrainingJob.class),
                PROFILES);
    }

    private static final String GOOD =
            "name: v, profile: cpu, hosts: 2, chipsPerHost: 4, mesh: [{axis: data, size: 8}]";

    @Test
    void aGoodJobPasses() {
        assertThat(check(GOOD, "")).isEmpty();
        assertThat(check("name: v, profile: tpu-v5p, slice: 2x2x2, mesh: [{axis: data, size: 8}]", ""))
                .isEmpty();
    }

    private static void refused(Optional<Invalid> refusal, String reason, String... words) {
        assertThat(refusal).hasValueSatisfying(said -> {
            assertThat(said.reason()).isEqualTo(reason);
            assertThat(said.message()).contains(words);
        });
    }

    @Test
    void anUnknownProfileIsNamedWithThoseThatExist() {
        refused(
                check("name: v, profile: gpu, hosts: 1, mesh: [{axis: data, size: 8}]", ""),
                "UnknownProfile",
                "variants[v].profile is gpu",
                "bare, cpu, tpu-v5p");
    }

    @Test
    void aMeshThatDoesNotCoverTheChipsIsRefused() {
        refused(
                check(
                        "name: v, profile: cpu, hosts: 2, chipsPerHost: 4, mesh: [{axis: data, size: 4}, {axis: fsdp, size: 3}]",
                        ""),
                "MeshMismatch",
                "12",
                "allowed: 8",
                "2 hosts x 4 chips");
    }

    @Test
    void aSliceThatTheProfileDoesNotListIsRefused() {
        refused(
                check("name: v, profile: tpu-v5p, slice: 2x3x1, mesh: [{axis: data, size: 6}]", ""),
                "IllegalSlice",
                "2x3x1",
                "2x2x1, 2x2x2");
        refused(
                check("name: v, profile: cpu, slice: 2x2x1, mesh: [{axis: data, size: 4}]", ""),
                "IllegalSlice",
                "hosts instead");
    }

    @Test
    void aBatchThatDoesNotDivideIsRefusedWithTheMultiple() {
        refused(
                check(
                        "name: v, profile: cpu, hosts: 1, mesh: [{axis: data, size: 8}], gradientAccumulation: 3,"
                                + " axisRules: [{logical: batch, mesh: [data]}]",
                        ""),
                "BatchNotDivisible",
                "globalBatch is 32",
                "multiple of 24");
    }

    @Test
    void moreThanEightHostsOfCpuAreRefused() {
        refused(
                check("name: v, profile: cpu, hosts: 9, chipsPerHost: 1, mesh: [{axis: data, size: 9}]", ""),
                "TooManyHosts",
                "hosts is 9",
                "at most 8");
    }

    @Test
    void aNameThatLeavesNoRoomIsRefused() {
        refused(check("n".repeat(41), GOOD, ""), "NameTooLong", "41", "at most 40");
    }

    @Test
    void aProfileWithoutAnImageIsRefused() {
        refused(
                check("name: v, profile: bare, hosts: 1, mesh: [{axis: data, size: 8}]", ""),
                "ImageMissing",
                "runtimeImage of profile bare");
    }

    @Test
    void fieldsWhoseBehaviourIsNotThereYetAreNamed() {
        refused(
                check(GOOD, ", evaluation: {everySteps: 1, steps: 1}, migration: {parity: {steps: 3}}, slices: 2"),
                "NotSupportedYet",
                "spec.evaluation",
                "spec.migration.parity",
                "spec.slices");
        refused(
                check(GOOD, ", initFrom: {job: other}, managedBy: x, restartNonce: '1'"),
                "NotSupportedYet",
                "initFrom",
                "managedBy");
    }

    @Test
    void movesAndAPinnedVariantAreAllowed() {
        assertThat(
                        check(
                                GOOD,
                                ", migration: {when: [HardwareFailure, Preempted, Cheaper]}, suspend: true, horizon: 20, pinVariant: v"))
                .isEmpty();
    }
}
