package dev.regauge.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.AttemptPhase;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.Member;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.e2e.testkit.JobUnderTest;
import dev.regauge.e2e.testkit.TestFleet;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A gang that has to leave saves the step at which it stands and loses nothing. */
class DrainsE2E {
    private static final Duration COMMITTED = Duration.ofMinutes(4);
    private static final Duration SAVED = Duration.ofMinutes(2);
    private static final Duration GONE = Duration.ofSeconds(30);
    private static final Duration BACK = Duration.ofMinutes(2);
    private static final Duration DONE = Duration.ofMinutes(6);

    /** A move has to earn more than the restart that it costs, so the job must have more left than that. */
    private static final long STEPS_OF_MINUTES = 4000;

    private final TestFleet fleet = TestFleet.shared();

    @Test
    void a_suspended_job_saves_gives_its_pods_back_and_goes_on_from_that_step() {
        JobUnderTest job = fleet.apply(fleet.example("held").steps(200).variants("cpu-2x4"));
        job.awaitCommit(1, COMMITTED);

        job.change("{\"suspend\": true}");

        CommitRef saved = saved(job, "Suspended");
        job.awaitWord("Suspended", SAVED);
        job.awaitNoPods(GONE);
        assertThat(fleet.log(job)
                        .fold()
                        .newestCommit()
                        .orElseThrow()
                        .checkpoint()
                        .step())
                .as("what the commit log has")
                .isEqualTo(saved.step());

        job.change("{\"suspend\": false}");

        TrainingAttempt second = job.awaitFirstStep(2, BACK);
        assertThat(second.getStatus().restored()).isEqualTo(saved);
        assertThat(second.getSpec().members()).extracting(Member::podEpoch).containsOnly(2L);
        job.awaitSucceeded(DONE);
        assertThat(job.status().orElseThrow().countedRestarts()).isZero();
    }

    @Test
    void a_running_job_whose_variant_is_pinned_saves_and_goes_on_in_the_pinned_one() {
        JobUnderTest job = fleet.apply(fleet.example("pinned").steps(200).variants("cpu-2x4", "cpu-8"));
        job.awaitCommit(1, COMMITTED);
        assertThat(job.attempt(1).getSpec().variant()).isEqualTo("cpu-2x4");

        job.change("{\"pinVariant\": \"cpu-8\"}");

        CommitRef saved = saved(job, "Moving");
        TrainingAttempt second = job.awaitFirstStep(2, BACK);
        assertThat(second.getSpec().variant()).isEqualTo("cpu-8");
        assertThat(second.getSpec().placementReason()).startsWith("Pinned: ");
        assertThat(second.getStatus().restored()).isEqualTo(saved);
        job.awaitSucceeded(DONE);
        TrainingAttempt ended = job.attempt(2);
        assertThat(ended.getStatus().stepSeconds())
                .as("how long steps took in the pinned variant")
                .isNotNull();
        assertThat(ended.getStatus().stepSeconds().steps()).isEqualTo(200 - saved.step());
    }

    @Test
    void a_running_job_saves_and_goes_on_in_the_other_pool_when_its_own_becomes_dear() {
        JobUnderTest job = fleet.apply(fleet.example("thrifty")
                .steps(STEPS_OF_MINUTES)
                .variants("cpu-2x4", "cpu-8")
                .with("/selection", "Cheapest")
                .with("/migration/when", JsonNodeFactory.instance.arrayNode().add("Cheaper"))
                .with("/migration/minimumStaySeconds", 5));
        job.awaitCommit(1, COMMITTED);
        String dear = job.attempt(1).getSpec().pool();
        String before = price(dear);

        price(dear, "50");
        try {
            CommitRef saved = saved(job, "Moving");
            TrainingAttempt second = job.awaitFirstStep(2, BACK);
            assertThat(second.getSpec().pool()).isNotEqualTo(dear);
            assertThat(second.getSpec().placementReason()).startsWith("Cheapest: moved to ");
            assertThat(second.getStatus().restored()).isEqualTo(saved);
            assertThat(job.status().orElseThrow().countedRestarts()).isZero();
        } finally {
            price(dear, before);
            job.deleteAndAwaitGone(SAVED);
        }
    }

    private String price(String pool) {
        return fleet.admin()
                .resources(AcceleratorPool.class)
                .withName(pool)
                .get()
                .getSpec()
                .usdPerChipHour();
    }

    private void price(String pool, String usdPerChipHour) {
        fleet.admin()
                .resources(AcceleratorPool.class)
                .withName(pool)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\": {\"usdPerChipHour\": \"" + usdPerChipHour + "\"}}");
    }

    /** The commit with which attempt 1 ended. */
    private static CommitRef saved(JobUnderTest job, String reason) {
        TrainingAttempt first = job.awaitPhase(1, AttemptPhase.Released, SAVED);
        CommitRef commit = first.getStatus().lastCommit();
        assertThat(first.getStatus().reason()).as(job.seen()).isEqualTo(reason);
        assertThat(first.getStatus().timings().draining()).isNotNull();
        assertThat(commit).isNotNull();
        assertThat(first.getStatus().message()).endsWith("saved step " + commit.step());
        return commit;
    }
}
