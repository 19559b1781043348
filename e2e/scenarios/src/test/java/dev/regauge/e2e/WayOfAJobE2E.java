package dev.regauge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.AttemptPhase;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.e2e.testkit.JobLog;
import dev.regauge.e2e.testkit.JobUnderTest;
import dev.regauge.e2e.testkit.TestFleet;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WayOfAJobE2E {
    private final TestFleet fleet = TestFleet.shared();

    @Test
    void a_job_is_compiled_placed_trained_and_finished_and_its_workers_compile_nothing() {
        JobUnderTest job = fleet.apply(fleet.example("way").steps(40).variants("cpu-2x4"));
        TrainingJob finished = job.awaitSucceeded(Duration.ofMinutes(5));

        assertThat(finished.getStatus().status()).isEqualTo("Succeeded");
        assertThat(finished.getStatus().step()).isEqualTo(40);
        TrainingAttempt attempt = job.attempt(1);
        assertThat(job.attempts()).hasSize(1);
        assertThat(attempt.getSpec().variant()).isEqualTo("cpu-2x4");
        assertThat(attempt.getSpec().members())
                .extracting(member -> member.node())
                .containsExactlyInAnyOrder("cpu-4-a", "cpu-4-b");
        assertThat(attempt.getStatus().phase()).isEqualTo(AttemptPhase.Completed);
        assertThat(attempt.getStatus().restored().step()).isZero();
        assertThat(attempt.getStatus().lastCommit().step()).isEqualTo(40);
        assertThat(attempt.getStatus().backendCompiles())
                .as("compilations between hello and the last heartbeat")
                .isZero();
        job.awaitNoPods(Duration.ofSeconds(30));

        JobLog log = fleet.log(job);
        assertThat(log.fold().commits())
                .extracting(commit -> commit.checkpoint().step())
                .contains(20L, 40L);
    }

    @Test
    void every_variant_is_compiled_with_a_report_even_where_no_pool_has_its_hardware() {
        JobUnderTest job = fleet.apply(fleet.example("four").steps(20));
        job.awaitSucceeded(Duration.ofMinutes(6));
        for (String variant : java.util.List.of("cpu-2x4", "cpu-8", "v5p", "h100")) {
            Executable executable = fleet.awaitExecutable(job, variant, Duration.ofMinutes(4));
            var report = executable.getStatus().report();
            assertThat(report).as("report of " + variant).isNotNull();
            assertThat(report.bytesAfterFusion())
                    .as("bytes of " + variant)
                    .isPositive()
                    .isLessThan(report.bytesBeforeFusion());
            assertThat(report.kernels()).as("kernels of " + variant).isPositive();
            assertThat(executable.getStatus().digest()).startsWith("sha256:");
        }
    }

    @Test
    void a_job_deleted_and_created_again_under_the_same_name_starts_anew() {
        JobUnderTest first = fleet.apply(fleet.example("again").steps(400).variants("cpu-8"));
        first.awaitCommit(1, Duration.ofMinutes(4));
        first.deleteAndAwaitGone(Duration.ofMinutes(1));

        JobUnderTest second = fleet.apply(fleet.example("again").steps(20).variants("cpu-8"));
        second.awaitSucceeded(Duration.ofMinutes(3));
        assertThat(second.uid()).isNotEqualTo(first.uid());
        assertThat(second.attempt(1).getStatus().restored().step())
                .as("a new job restores nothing of the old one")
                .isZero();
        assertThat(fleet.log(second).fold().commits())
                .extracting(commit -> commit.checkpoint().step())
                .contains(20L);
    }
}
