package dev.regauge.operator.place;

import static dev.regauge.operator.place.Pictures.aJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.Variant;
import dev.regauge.operator.observe.JobPicture;
import dev.regauge.operator.plan.VariantPlan;
import dev.regauge.operator.plan.VariantShape;
import dev.regauge.scheduler.lifecycle.AttemptPhase;
import dev.regauge.scheduler.placement.StepTime;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepTimesTest {
    private static final StepTime PREDICTED = StepTime.predicted(0.5, 1, 2);
    private static final JobPicture NEW = aJob("", "").picture();

    private final Map<String, Executable> executables = new HashMap<>();
    private final StepTimes times =
            new StepTimes((namespace, name) -> Optional.ofNullable(executables.get(namespace + "/" + name)));

    /** Predicted to take a second a step. */
    private Executable executable(String namespace, String name, String entrypoint, String config) {
        Executable executable = Serialization.unmarshal(
                "---\n{metadata: {namespace: " + namespace + ", name: " + name + "}, spec: {entrypoint: '" + entrypoint
                        + "', config: {" + config + "}, target: {profile: cpu}}, status: {phase: Ready, report:"
                        + " {predictedStepSecondsP10: '0.5', predictedStepSeconds: '1', predictedStepSecondsP90: '2'}}}",
                Executable.class);
        executables.put(namespace + "/" + name, executable);
        return executable;
    }

    private static VariantPlan plan(Executable executable) {
        Variant variant = Serialization.unmarshal(
                "---\n{name: v, profile: cpu, hosts: 1, mesh: [{axis: data, size: 8}]}", Variant.class);
        HardwareProfileSpec profile =
                Serialization.unmarshal("---\n{platform: cpu, host: {chips: 8}}", HardwareProfileSpec.class);
        return new VariantPlan(
                variant,
                profile,
                1,
                VariantShape.of(variant, profile),
                "image",
                true,
                Optional.of(executable.getSpec()),
                Optional.of(executable.getMetadata().getName()),
                Optional.of(executable));
    }

    private static TrainingAttempt attempt(String namespace, String job, String executable, String seconds) {
        return Serialization.unmarshal(
                "---\n{metadata: {namespace: " + namespace + ", name: " + job + "-1}, spec: {job: {name: " + job
                        + ", uid: " + job + "}, epoch: 1, executable: {name: " + executable
                        + "}}, status: {phase: Running, stepSeconds: {p50: '" + seconds + "', p95: '" + seconds
                        + "', steps: 500}}}",
                TrainingAttempt.class);
    }

    @Test
    void withoutAnythingLearnedTheReportCounts() {
        assertThat(times.of(NEW, plan(executable("research", "exe", "lm:program", ""))))
                .isEqualTo(PREDICTED);
    }

    @Test
    void withoutAReportNothingIsKnown() {
        Executable bare = Serialization.unmarshal(
                "---\n{metadata: {namespace: research, name: bare}, spec: {entrypoint: 'lm:program', target: {profile: cpu}}}",
                Executable.class);
        assertThat(times.of(NEW, plan(bare))).isEqualTo(StepTimes.UNKNOWN);
    }

    @Test
    void whatOtherJobsOfTheProgramTookCorrectsThePrediction() {
        Executable mine = executable("research", "exe", "lm:program", "layers: 2");
        executable("research", "other", "lm:program", "layers: 4");
        for (String job : new String[] {"a", "b", "a", "b"}) {
            times.note(attempt("research", job, "other", "2"));
        }

        assertThat(times.of(NEW, plan(mine)).p50())
                .as("two jobs that took twice as long weigh as much as the prediction")
                .isCloseTo(Math.sqrt(2), within(1e-9));
        assertThat(times.of(NEW, plan(mine)).measured()).isFalse();
    }

    @Test
    void whatAnotherNamespaceOrProgramOrPrecisionTookDoesNot() {
        Executable mine = executable("research", "exe", "lm:program", "");
        executable("vision", "exe", "lm:program", "");
        executable("research", "vit", "vit:program", "");
        executable("research", "fp8", "lm:program", "precision: fp8");
        times.note(attempt("vision", "a", "exe", "2"));
        times.note(attempt("research", "b", "vit", "2"));
        times.note(attempt("research", "c", "fp8", "2"));

        assertThat(times.of(NEW, plan(mine))).isEqualTo(PREDICTED);
    }

    @Test
    void whatTheJobItselfTookOnTheExecutableIsWorthMoreThanAnyPrediction() {
        Executable mine = executable("research", "lm-exe", "lm:program", "");
        JobPicture ran = aJob("", "")
                .attempt(
                        "2026-01-01T01:00:00Z", "stepSeconds: {p50: '3', p95: '6', steps: 400}", AttemptPhase.Failed, 0)
                .attempt("2026-01-01T02:00:00Z", "stepSeconds: {p50: '9', p95: '9', steps: 3}", AttemptPhase.Running, 0)
                .picture();

        assertThat(times.of(ran, plan(mine)))
                .as("three steps of the newest attempt say nothing yet")
                .isEqualTo(new StepTime(1.5, 3, 6, 400));
        assertThat(times.of(ran, plan(executable("research", "another", "lm:program", ""))))
                .isEqualTo(PREDICTED);
    }

    @Test
    void anAttemptWhoseExecutableIsGoneIsNoEvidence() {
        times.note(attempt("research", "a", "gone", "2"));

        assertThat(times.of(NEW, plan(executable("research", "exe", "lm:program", ""))))
                .isEqualTo(PREDICTED);
    }
}
