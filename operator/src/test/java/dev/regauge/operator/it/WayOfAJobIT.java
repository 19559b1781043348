package dev.regauge.operator.it;

import static dev.regauge.operator.it.JobFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.AttemptPhase;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WayOfAJobIT {
    private static final ControlPlane PLANE = ControlPlane.shared();
    private static final StandInNodes NODES = new StandInNodes(PLANE.admin());
    private static final JobFixture JOBS = new JobFixture(PLANE.admin(), "way");

    @BeforeAll
    static void prepare() {
        JOBS.prepare();
        NODES.add("cpu-8-a", "cpu-8", 8);
        NODES.add("cpu-4-a", "cpu-4", 4);
        NODES.add("cpu-4-b", "cpu-4", 4);
        PLANE.startOperator();
        JOBS.deleteAll();
        JobFixture.until("no worker pod of an earlier run", JOBS::nothingRuns);
    }

    @AfterAll
    static void close() {
        NODES.close();
    }

    @Test
    void aJobGoesFromIntentToItsLastCommit() {
        JOBS.create("lm");
        JOBS.compile("lm");
        until("attempt 1", () -> JOBS.attempt("lm", 1).isPresent());
        until("two scheduled pods", () -> JOBS.pods("lm").stream().filter(p -> p.getSpec().getNodeName() != null).count() == 2);
        StandInAgent rank0 = new StandInAgent(PLANE.fleet(), JOBS.pod("lm-1-0"));
        StandInAgent rank1 = new StandInAgent(PLANE.fleet(), JOBS.pod("lm-1-1"));
        CompletableFuture<StandInAgent.Answer> one = CompletableFuture.supplyAsync(() -> rank1.meet(1));
        StandInAgent.Answer zero = rank0.meet(1);
        assertThat(zero.body().path("assignment").path("rank").asInt()).isZero();
        assertThat(one.join().body().path("assignment").path("rank").asInt()).isEqualTo(1);
        assertThat(one.join().body().path("assignment").path("coordinator").asText()).isEqualTo("10.9.0.7:31001");
        assertThat(one.join().body().path("assignment").path("writer").asText()).isEqualTo(rank0.instance() + "-1");

        rank0.heartbeat(1, 0, 1, 0);
        until("Training", () -> JOBS.condition("lm", "Training", "True"));
        rank0.heartbeat(1, 0, 100, 100);
        until("Finished", () -> JOBS.condition("lm", "Finished", "True"));
        assertThat(JOBS.condition("lm", "Succeeded", "True")).isTrue();
        TrainingAttempt attempt = JOBS.attempt("lm", 1).orElseThrow();
        assertThat(attempt.getStatus().phase()).isEqualTo(AttemptPhase.Completed);
        assertThat(attempt.getStatus().lastCommit()).isEqualTo(new CommitRef(1, 100));
        assertThat(JOBS.pods("lm")).isEmpty();
        assertThat(JOBS.job("lm").getStatus().epoch()).isEqualTo(1);
    }
}
