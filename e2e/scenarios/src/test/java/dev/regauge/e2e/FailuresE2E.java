package dev.regauge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.AttemptPhase;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.Member;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.e2e.testkit.JobUnderTest;
import dev.regauge.e2e.testkit.TestFleet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a user's job goes through when processes and pods die: it comes back by itself, from a committed step, on living pods. */
class FailuresE2E {
    private static final Duration COMMITTED = Duration.ofMinutes(4);
    private static final Duration BACK = Duration.ofMinutes(2);
    private static final Duration DONE = Duration.ofMinutes(6);

    private final TestFleet fleet = TestFleet.shared();

    @Test
    void after_a_killed_trainer_the_job_comes_back_in_the_same_pods_from_the_last_commit() {
        JobUnderTest job = fleet.apply(fleet.example("trainer-killed").steps(60).variants("cpu-2x4"));
        job.awaitCommit(1, COMMITTED);
        TrainingAttempt first = job.attempt(1);
        List<String> podUids = first.getSpec().members().stream()
                .map(member -> job.pod(member).getMetadata().getUid())
                .toList();

        fleet.killTrainer(job.pod(first.getSpec().members().getLast()));

        TrainingAttempt second = job.awaitFirstStep(2, BACK);
        assertThat(second.getSpec().members())
                .as("living pods are kept in order")
                .isEqualTo(first.getSpec().members());
        assertThat(second.getSpec().members())
                .extracting(member -> job.pod(member).getMetadata().getUid())
                .isEqualTo(podUids);
        restoredFromACommitOf(job, second, 1);
        job.awaitSucceeded(DONE);
        assertThat(job.attempt(1).getStatus().phase()).isEqualTo(AttemptPhase.Failed);
        assertThat(job.attempt(1).getStatus().failureClass()).isNotNull();
    }

    @Test
    void after_a_force_deleted_pod_the_job_comes_back_with_a_new_pod_in_its_place() {
        JobUnderTest job = fleet.apply(fleet.example("pod-killed").steps(60).variants("cpu-2x4"));
        job.awaitCommit(1, COMMITTED);
        TrainingAttempt first = job.attempt(1);

        fleet.forceDelete(job.pod(first.getSpec().members().getLast()));

        TrainingAttempt second = job.awaitFirstStep(2, BACK);
        Member kept = second.getSpec().members().getFirst();
        assertThat(kept)
                .as("the survivor keeps its place")
                .isEqualTo(first.getSpec().members().getFirst());
        assertThat(second.getSpec().members().getLast().podEpoch())
                .as("the lost slot has a new pod")
                .isEqualTo(2);
        restoredFromACommitOf(job, second, 1);
        job.awaitSucceeded(DONE);
    }

    @Test
    void rank_zero_can_be_lost_like_any_other() {
        JobUnderTest job =
                fleet.apply(fleet.example("rank-zero-killed").steps(60).variants("cpu-2x4"));
        job.awaitCommit(1, COMMITTED);

        fleet.forceDelete(job.pod(job.attempt(1).getSpec().members().getFirst()));

        restoredFromACommitOf(job, job.awaitFirstStep(2, BACK), 1);
        job.awaitSucceeded(DONE);
    }

    @Test
    void a_stopped_operator_leaves_the_epoch_alone_and_a_restarted_one_carries_on() {
        JobUnderTest job =
                fleet.apply(fleet.example("operator-stopped").steps(100).variants("cpu-2x4"));
        CommitRef before = job.awaitCommit(1, COMMITTED);

        fleet.killOperator();
        fleet.log(job).awaitCommitAbove(before.step(), BACK);
        fleet.startOperator();
        fleet.killOperator();
        fleet.startOperator();

        job.awaitSucceeded(DONE);
        assertThat(job.attempts())
                .as("attempts of a job whose workers never failed")
                .hasSize(1);
    }

    private static void restoredFromACommitOf(JobUnderTest job, TrainingAttempt attempt, long epoch) {
        CommitRef restored = attempt.getStatus().restored();
        assertThat(restored)
                .as("restore point of " + attempt.getMetadata().getName() + "; " + job.seen())
                .isNotNull();
        assertThat(restored.epoch()).isEqualTo(epoch);
        assertThat(restored.step()).isPositive();
    }
}
