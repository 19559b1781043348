package dev.regauge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.e2e.testkit.JobLog;
import dev.regauge.e2e.testkit.JobUnderTest;
import dev.regauge.e2e.testkit.TestFleet;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A node that is lost takes its chips with it: the job goes on with the next ready variant, and whoever comes back too late cannot commit. */
@Isolated
class LostNodesE2E {
    private static final Duration COMMITTED = Duration.ofMinutes(4);
    private static final Duration MOVED = Duration.ofMinutes(3);
    private static final Duration DONE = Duration.ofMinutes(6);

    private final TestFleet fleet = TestFleet.shared();

    @AfterEach
    void nodes_are_well_again() {
        fleet.healEverything();
    }

    @Test
    void after_a_dead_node_the_job_runs_on_in_the_next_ready_variant() {
        JobUnderTest job = fleet.apply(fleet.example("node-dead").steps(80).variants("cpu-2x4", "cpu-8"));
        job.awaitCommit(1, COMMITTED);
        TrainingAttempt first = job.attempt(1);
        assertThat(first.getSpec().variant()).isEqualTo("cpu-2x4");

        fleet.killNode(first.getSpec().members().getLast().node());

        TrainingAttempt second = job.awaitFirstStep(2, MOVED);
        assertThat(second.getSpec().variant()).isEqualTo("cpu-8");
        assertThat(second.getStatus().restored().epoch()).isEqualTo(1);
        assertThat(second.getStatus().restored().step()).isPositive();
        job.awaitSucceeded(DONE);
    }

    @Test
    void a_partitioned_zombie_trains_on_but_can_neither_commit_nor_write_into_the_new_epochs_folder() {
        JobUnderTest job = fleet.apply(fleet.example("zombie").steps(120).variants("cpu-8", "cpu-2x4"));
        job.awaitCommit(1, COMMITTED);
        assertThat(job.attempt(1).getSpec().variant()).isEqualTo("cpu-8");
        String node = job.attempt(1).getSpec().members().getFirst().node();

        fleet.partition(node);

        TrainingAttempt second = job.awaitFirstStep(2, MOVED);
        assertThat(second.getSpec().variant()).isEqualTo("cpu-2x4");
        job.awaitCommit(2, MOVED);
        JobLog log = fleet.log(job);
        long fence = log.sequenceOfFence(2);
        assertThat(log.commitsOfEpochAfter(1, fence))
                .as("commits of epoch 1 after epoch 2 fenced")
                .isEmpty();
        assertThat(log.foldersOfOtherWriters(2))
                .as("folders of epoch 2 not named by its one writer")
                .isEmpty();
        job.awaitSucceeded(DONE);
    }
}
