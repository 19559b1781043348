package dev.regauge.operator.it;

import static dev.regauge.operator.it.JobFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.AttemptPhase;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.StepSeconds;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
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
        NODES.addAll();
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
        until(
                "two scheduled pods",
                () -> JOBS.pods("lm").stream()
                                .filter(p -> p.getSpec().getNodeName() != null)
                                .count()
                        == 2);
        StandInAgent rank0 = new StandInAgent(PLANE.fleet(), JOBS.pod("lm-1-0"));
        StandInAgent rank1 = new StandInAgent(PLANE.fleet(), JOBS.pod("lm-1-1"));
        CompletableFuture<StandInAgent.Answer> one = CompletableFuture.supplyAsync(() -> rank1.meet(1));
        StandInAgent.Answer zero = rank0.meet(1);
        assertThat(zero.body().path("assignment").path("rank").asInt()).isZero();
        assertThat(one.join().body().path("assignment").path("rank").asInt()).isEqualTo(1);
        assertThat(one.join().body().path("assignment").path("coordinator").asText())
                .isEqualTo("10.9.0.7:31001");
        assertThat(one.join().body().path("assignment").path("writer").asText()).isEqualTo(rank0.instance() + "-1");

        rank0.heartbeat(1, 0, 1, 0);
        until("Training", () -> JOBS.condition("lm", "Training", "True"));
        rank0.heartbeat(1, 0, 100, 100);
        until("Finished", () -> JOBS.condition("lm", "Finished", "True"));
        assertThat(JOBS.condition("lm", "Succeeded", "True")).isTrue();
        TrainingAttempt attempt = JOBS.attempt("lm", 1).orElseThrow();
        assertThat(attempt.getStatus().phase()).isEqualTo(AttemptPhase.Completed);
        assertThat(attempt.getStatus().lastCommit()).isEqualTo(new CommitRef(1, 100));
        assertThat(attempt.getStatus().stepSeconds()).isEqualTo(new StepSeconds("0.1", "0.12", 100));
        assertThat(JOBS.pods("lm")).isEmpty();
        assertThat(JOBS.job("lm").getStatus().epoch()).isEqualTo(1);
        nothingIsWrittenWhileIdle();
        historyHasTheAttempt();
    }

    /** From the API server's own audit log: no write by the operator but its lease. */
    private static void nothingIsWrittenWhileIdle() {
        LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
        Instant from = Instant.now();
        LockSupport.parkNanos(Duration.ofSeconds(15).toNanos());
        assertThat(PLANE.operatorWrites(from)).isEmpty();
    }

    private static void historyHasTheAttempt() {
        var database = PLANE.fleet().file().database();
        assertThat(database).isNotNull();
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery(
                                "select phase, commit_step, (select count(*) from step s where s.job_uid = a.job_uid)"
                                        + " from attempt a where namespace = 'way' order by created_at desc limit 1")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("Completed");
            assertThat(rows.getLong(2)).isEqualTo(100);
            assertThat(rows.getLong(3)).isEqualTo(2);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
